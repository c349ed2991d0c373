package io.github.djangodeb.mojo;

import java.util.Optional;

/**
 * Whether {@code mvn deploy} deploys nothing, as maven-deploy-plugin decides it.
 *
 * @param reason why nothing is deployed, if so: a part of a sentence
 */
record DeploySkip(Optional<String> reason) {
  /** The property that says it. */
  static final String PROPERTY = "maven.deploy.skip";

  /**
   * What a text means for a project.
   *
   * @param text {@code true}, {@code releases} or {@code snapshots}; all else skips nothing
   * @param version the project's
   */
  static DeploySkip of(String text, String version) {
    String said = Optional.ofNullable(text).orElse("").strip();
    boolean skips =
        Boolean.parseBoolean(said)
            || said.equals(version.endsWith("-SNAPSHOT") ? "snapshots" : "releases");
    return new DeploySkip(skips ? Optional.of(PROPERTY + " is " + said) : Optional.empty());
  }
}
