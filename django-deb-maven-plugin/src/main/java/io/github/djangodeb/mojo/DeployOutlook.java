package io.github.djangodeb.mojo;

import io.github.djangodeb.requirements.Credentials;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.DeploymentRepository;
import org.apache.maven.model.DistributionManagement;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;

/** What {@code mvn deploy} would publish, as far as the pom and the command line tell. */
final class DeployOutlook {
  private static final List<String> PUBLISHING = List.of("apt-repository", "publish");

  private final MavenProject project;
  private final MavenSession session;
  private final MojoExecution execution;
  private final boolean shareEnv;

  /**
   * @param shareEnv whether the virtualenv goes into the repository of the releases
   */
  DeployOutlook(
      MavenProject project, MavenSession session, MojoExecution execution, boolean shareEnv) {
    this.shareEnv = shareEnv;
    this.project = project;
    this.session = session;
    this.execution = execution;
  }

  /** Whole sentences. */
  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    Optional<String> skipped =
        DeploySkip.of(property(DeploySkip.PROPERTY).orElse(""), project.getVersion()).reason();
    if (skipped.isPresent()) {
      sentences.add("mvn deploy: no Maven repository is given anything, as " + skipped.get());
    } else {
      sentences.add(
          target()
              .map(
                  where ->
                      "mvn deploy: the packages go to "
                          + Credentials.mask(where)
                          + " as "
                          + project.getGroupId()
                          + ":"
                          + project.getArtifactId()
                          + ":"
                          + project.getVersion())
              .orElse(
                  "mvn deploy: would fail, as the pom has no <distributionManagement> for "
                      + (snapshot() ? "snapshots" : "releases")));
      new ReleaseRepository(project, session)
          .find()
          .filter(releases -> shareEnv)
          .ifPresent(
              releases ->
                  sentences.add(
                      "mvn deploy: the virtualenv goes to "
                          + Credentials.mask(releases.getUrl())
                          + " too, unless it is there"));
    }
    bound().forEach(sentences::add);
    return sentences;
  }

  private boolean snapshot() {
    return String.valueOf(project.getVersion()).endsWith("-SNAPSHOT");
  }

  private Optional<String> target() {
    return Stream.of(
            snapshot() ? "altSnapshotDeploymentRepository" : "altReleaseDeploymentRepository",
            "altDeploymentRepository")
        .flatMap(name -> property(name).stream())
        .findFirst()
        .or(this::ofPom);
  }

  private Optional<String> property(String name) {
    Properties user = session.getUserProperties();
    return Parameters.given(user.getProperty(name, project.getProperties().getProperty(name)));
  }

  private Optional<String> ofPom() {
    Optional<DistributionManagement> management =
        Optional.ofNullable(project.getDistributionManagement());
    Optional<DeploymentRepository> repository =
        management.map(DistributionManagement::getRepository);
    return (snapshot()
            ? management.map(DistributionManagement::getSnapshotRepository).or(() -> repository)
            : repository)
        .map(DeploymentRepository::getUrl);
  }

  /** Goals that put packages into an apt repository, where the pom binds them. */
  private List<String> bound() {
    Plugin plugin = project.getPlugin(execution.getPlugin().getKey());
    if (plugin == null) {
      return List.of();
    }
    List<String> bound = new ArrayList<>();
    for (PluginExecution one : plugin.getExecutions()) {
      one.getGoals().stream()
          .filter(PUBLISHING::contains)
          .forEach(
              goal ->
                  bound.add(
                      "mvn "
                          + Optional.ofNullable(one.getPhase()).orElse("deploy")
                          + ": the goal "
                          + goal
                          + " runs (<execution> \""
                          + one.getId()
                          + "\")"));
    }
    return bound;
  }
}
