package io.github.djangodeb.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.maven.artifact.repository.ArtifactRepository;
import org.apache.maven.artifact.repository.ArtifactRepositoryPolicy;
import org.apache.maven.artifact.repository.Authentication;
import org.apache.maven.artifact.repository.MavenArtifactRepository;
import org.apache.maven.artifact.repository.layout.DefaultRepositoryLayout;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.repository.RemoteRepository;
import org.junit.jupiter.api.Test;

class ReadRepositoriesTest {
  private static final String EVERYBODYS =
      org.apache.maven.repository.RepositorySystem.DEFAULT_REMOTE_REPO_URL;

  private static ArtifactRepository repository(String id, String url, boolean releases) {
    return new MavenArtifactRepository(
        id,
        url,
        new DefaultRepositoryLayout(),
        new ArtifactRepositoryPolicy(),
        new ArtifactRepositoryPolicy(releases, null, null));
  }

  /** One that settings.xml has a login for. */
  private static ArtifactRepository own(String id, String url, boolean releases) {
    ArtifactRepository own = repository(id, url, releases);
    own.setAuthentication(new Authentication("robot", "secret"));
    return own;
  }

  private static List<String> found(ArtifactRepository... repositories) {
    MavenProject project = ShopGoal.in(Path.of("/nonexistent")).project;
    project.setRemoteArtifactRepositories(List.of(repositories));
    return new ReadRepositories(project).find().stream().map(RemoteRepository::getId).toList();
  }

  @Test
  void findWhenThereAreSeveralTakesAllOfReleasesButEverybodys() {
    assertThat(
            found(
                own("group", "https://nexus.example.org/group/", true),
                own("snapshots", "https://nexus.example.org/snapshots/", false),
                own("renamed", EVERYBODYS + "/", true),
                repository("central", EVERYBODYS, true),
                own("other", "file:///srv/maven", true)))
        .containsExactly("group", "other");
  }

  @Test
  void findWhenEverybodysHasAMirrorTakesThat() {
    ArtifactRepository mirror = repository("company", "https://nexus.example.org/group/", true);
    mirror.setMirroredRepositories(List.of(repository("central", EVERYBODYS, true)));
    assertThat(found(mirror)).containsExactly("company");
  }

  @Test
  void findWhenSettingsGiveCentralAnotherAddressTakesThat() {
    assertThat(found(repository("central", "https://nexus.example.org/group/", true)))
        .containsExactly("central");
  }

  @Test
  void findWhenARepositoryIsOfOthersLeavesItOut() {
    assertThat(found(repository("library", "https://maven.library.example.com/", true))).isEmpty();
  }

  @Test
  void findWhenMavenBlocksOneLeavesItOut() {
    ArtifactRepository blocked = own("blocker", "http://0.0.0.0/", true);
    blocked.setBlocked(true);
    assertThat(found(blocked)).isEmpty();
  }
}
