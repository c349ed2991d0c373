package io.github.djangodeb.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.maven.artifact.repository.ArtifactRepository;
import org.apache.maven.artifact.repository.ArtifactRepositoryPolicy;
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

  private static List<String> found(ArtifactRepository... repositories) {
    MavenProject project = ShopGoal.in(Path.of("/nonexistent")).project;
    project.setRemoteArtifactRepositories(List.of(repositories));
    return new ReadRepositories(project).find().stream().map(RemoteRepository::getId).toList();
  }

  @Test
  void findWhenThereAreSeveralTakesAllOfReleasesButEverybodys() {
    assertThat(
            found(
                repository("group", "https://nexus.example.org/group/", true),
                repository("snapshots", "https://nexus.example.org/snapshots/", false),
                repository("renamed", EVERYBODYS + "/", true),
                repository("central", EVERYBODYS, true),
                repository("other", "file:///srv/maven", true)))
        .containsExactly("group", "other");
  }

  @Test
  void findWhenEverybodysHasAMirrorTakesThat() {
    ArtifactRepository mirror = repository("company", "https://nexus.example.org/group/", true);
    mirror.setMirroredRepositories(List.of(repository("central", EVERYBODYS, true)));
    assertThat(found(mirror)).containsExactly("company");
    ArtifactRepository same = repository("central", "https://nexus.example.org/group/", true);
    assertThat(found(same)).isEmpty();
    same.setMirroredRepositories(List.of(repository("central", EVERYBODYS, true)));
    assertThat(found(same)).containsExactly("central");
  }

  @Test
  void findWhenMavenBlocksOneLeavesItOut() {
    ArtifactRepository blocked = repository("blocker", "http://0.0.0.0/", true);
    blocked.setBlocked(true);
    assertThat(found(blocked)).isEmpty();
  }
}
