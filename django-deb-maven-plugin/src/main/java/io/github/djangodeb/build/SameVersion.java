package io.github.djangodeb.build;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What is told of a release that is built a second time, with other content. */
final class SameVersion {
  private static final String SNAPSHOT = "-SNAPSHOT";

  private final Path target;
  private final String mavenVersion;

  /**
   * @param target where packages of earlier builds lie
   * @param mavenVersion the pom's
   */
  SameVersion(Path target, String mavenVersion) {
    this.target = target;
    this.mavenVersion = mavenVersion;
  }

  /**
   * A sentence, if a package of the same version lies there and is another one.
   *
   * @param site the package of a site, before it is put there
   */
  Optional<String> doubt(Artifact site) throws BuildFailure {
    Path earlier = earlier(site.fileName());
    try {
      if (mavenVersion.endsWith(SNAPSHOT)
          || !Files.isRegularFile(earlier)
          || Files.mismatch(earlier, site.cached()) < 0) {
        return Optional.empty();
      }
    } catch (IOException unreadable) {
      throw BuildFailure.ofMachine(
          earlier + " cannot be read: " + unreadable.getMessage(), unreadable);
    }
    return Optional.of(
        site.fileName()
            + " in target/ is of the same <version>, "
            + mavenVersion
            + ", with other content, and is replaced: where that one is installed or published, apt"
            + " does not take this one for an upgrade. Raise <version>, if it has left this machine");
  }

  /** Where it lies, or has been set aside in this build or one that failed. */
  private Path earlier(String fileName) {
    Path file = target.resolve(fileName);
    return Files.exists(file) ? file : EarlierSites.folder(target).resolve(fileName);
  }
}
