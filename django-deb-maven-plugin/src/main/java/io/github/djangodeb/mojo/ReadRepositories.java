package io.github.djangodeb.mojo;

import java.util.List;
import org.apache.maven.project.MavenProject;
import org.apache.maven.repository.RepositorySystem;
import org.eclipse.aether.repository.RemoteRepository;

/**
 * The repositories that the project itself reads from, by its pom, its parents or settings.xml, as
 * far as they are plainly its company's: settings.xml has a login for them or puts them in the
 * place of others, or they are in the place of Maven Central.
 *
 * <p>Who writes to one of them decides what code is run in production. A library's repository is
 * read from for that library alone; and Maven Central, where nobody shares virtualenvs, need not
 * know what projects there are.
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
        .filter(one -> isOwn(one) && !isEverybodys(one))
        .toList();
  }

  private static boolean isOwn(RemoteRepository one) {
    return one.getAuthentication() != null
        || !one.getMirroredRepositories().isEmpty()
        || one.getId().equals(RepositorySystem.DEFAULT_REMOTE_REPO_ID);
  }

  private static boolean isEverybodys(RemoteRepository one) {
    return one.getUrl().replaceFirst("/+$", "").equals(RepositorySystem.DEFAULT_REMOTE_REPO_URL);
  }
}
