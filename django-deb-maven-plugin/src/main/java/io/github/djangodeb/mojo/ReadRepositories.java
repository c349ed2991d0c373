package io.github.djangodeb.mojo;

import java.util.List;
import org.apache.maven.project.MavenProject;
import org.apache.maven.repository.RepositorySystem;
import org.eclipse.aether.repository.RemoteRepository;

/**
 * The repositories that the project itself reads from, by its pom, its parents or settings.xml.
 *
 * <p>Not the one that every project reads from, unless settings.xml has a mirror of it: nobody
 * shares virtualenvs there, and it need not know what projects there are.
 */
final class ReadRepositories {
  private final MavenProject project;

  ReadRepositories(MavenProject project) {
    this.project = project;
  }

  /** Those of releases, in Maven's order, with logins and proxies. */
  List<RemoteRepository> find() {
    return project.getRemoteProjectRepositories().stream()
        .filter(one -> one.getPolicy(false).isEnabled() && !one.isBlocked())
        .filter(one -> !isEverybodys(one))
        .toList();
  }

  private static boolean isEverybodys(RemoteRepository one) {
    String address = one.getUrl().replaceFirst("/+$", "");
    return address.equals(RepositorySystem.DEFAULT_REMOTE_REPO_URL)
        || one.getId().equals(RepositorySystem.DEFAULT_REMOTE_REPO_ID)
            && one.getMirroredRepositories().isEmpty();
  }
}
