package io.github.djangodeb.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.DefaultMavenExecutionResult;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.DeploymentRepository;
import org.apache.maven.model.DistributionManagement;
import org.apache.maven.model.Model;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.repository.RemoteRepository;
import org.junit.jupiter.api.Test;

class ReleaseRepositoryTest {
  private final Model model = new Model();
  private final MavenExecutionRequest request = new DefaultMavenExecutionRequest();

  @SuppressWarnings("deprecation")
  private Optional<String> found() {
    MavenSession session = new MavenSession(null, null, request, new DefaultMavenExecutionResult());
    return new ReleaseRepository(new MavenProject(model), session)
        .find()
        .map((RemoteRepository one) -> one.getId() + " " + one.getUrl());
  }

  private void pom(String snapshots, String releases) {
    DistributionManagement management = new DistributionManagement();
    if (releases != null) {
      management.setRepository(repository("releases", releases));
    }
    management.setSnapshotRepository(repository("snapshots", snapshots));
    model.setDistributionManagement(management);
  }

  private static DeploymentRepository repository(String id, String url) {
    DeploymentRepository repository = new DeploymentRepository();
    repository.setId(id);
    repository.setUrl(url);
    return repository;
  }

  @Test
  void findWhenThePomHasOneTakesThatOfReleasesWhateverTheVersion() {
    model.setVersion("1.0-SNAPSHOT");
    pom("https://host/snapshots", "https://host/releases");

    assertThat(found()).contains("releases https://host/releases");
  }

  @Test
  void findWhenThePomHasNoneForReleasesFindsNone() {
    assertThat(found()).isEmpty();
    pom("https://host/snapshots", null);
    assertThat(found()).isEmpty();
  }

  @Test
  void findWhenTheCommandLineNamesAnotherTakesThat() {
    pom("https://host/snapshots", "https://host/releases");

    request.getUserProperties().setProperty("altDeploymentRepository", "a::https://other/");
    assertThat(found()).contains("a https://other/");
    model.setVersion("1.0-SNAPSHOT");
    assertThat(found()).contains("releases https://host/releases");

    request
        .getUserProperties()
        .setProperty("altReleaseDeploymentRepository", "b::default::https://third/");
    assertThat(found()).contains("b https://third/");
  }
}
