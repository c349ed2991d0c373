package io.github.djangodeb.mojo;

import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.DeploymentRepository;
import org.apache.maven.model.DistributionManagement;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.repository.RemoteRepository;

/** The repository that the project's releases are deployed to. */
final class ReleaseRepository {
  /** As maven-deploy-plugin reads it: {@code id::url}, or {@code id::layout::url} of old. */
  private static final Pattern ALTERNATIVE = Pattern.compile("(.+?)::(?:[a-z0-9]+::)?(.+)");

  private final MavenProject project;
  private final Properties user;

  ReleaseRepository(MavenProject project, MavenSession session) {
    this.project = project;
    this.user = session.getUserProperties();
  }

  /** Its id and address; no login. */
  Optional<RemoteRepository> find() {
    return alternatives()
        .flatMap(name -> property(name).stream())
        .flatMap(text -> alternative(text).stream())
        .findFirst()
        .or(this::ofPom);
  }

  /** The second of a snapshot says where snapshots go, which may take nothing else. */
  private Stream<String> alternatives() {
    return String.valueOf(project.getVersion()).endsWith("-SNAPSHOT")
        ? Stream.of("altReleaseDeploymentRepository")
        : Stream.of("altReleaseDeploymentRepository", "altDeploymentRepository");
  }

  private Optional<String> property(String name) {
    String value = user.getProperty(name);
    return Parameters.given(value == null ? project.getProperties().getProperty(name) : value);
  }

  private static Optional<RemoteRepository> alternative(String text) {
    Matcher matcher = ALTERNATIVE.matcher(text);
    return matcher.matches()
        ? Optional.of(repository(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  private Optional<RemoteRepository> ofPom() {
    return Optional.ofNullable(project.getDistributionManagement())
        .map(DistributionManagement::getRepository)
        .filter(found -> Parameters.given(found.getUrl()).isPresent())
        .map(ReleaseRepository::repository);
  }

  private static RemoteRepository repository(DeploymentRepository found) {
    return repository(found.getId(), found.getUrl());
  }

  private static RemoteRepository repository(String id, String url) {
    return new RemoteRepository.Builder(id, "default", url).build();
  }
}
