package io.github.djangodeb.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.apache.maven.model.DeploymentRepository;
import org.apache.maven.model.DistributionManagement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeployOutlookTest {
  @TempDir Path folder;
  private SiteMojo goal;

  @BeforeEach
  void fillAsMavenDoes() {
    goal = ShopGoal.in(folder);
    DeploymentRepository repository = new DeploymentRepository();
    repository.setId("releases");
    repository.setUrl("https://host/releases");
    DistributionManagement management = new DistributionManagement();
    management.setRepository(repository);
    goal.project.setDistributionManagement(management);
  }

  private List<String> sentences(boolean shareEnv) {
    return new DeployOutlook(goal.project, goal.session, goal.execution, shareEnv).sentences();
  }

  @ParameterizedTest
  @CsvSource({
    "true, 1.0, true",
    "TRUE, 1.0, true",
    "false, 1.0, false",
    "'', 1.0, false",
    "yes, 1.0, false",
    "releases, 1.0, true",
    "releases, 1.0-SNAPSHOT, false",
    "snapshots, 1.0-SNAPSHOT, true",
    "snapshots, 1.0, false"
  })
  void ofSkipsAsTheDeployPluginDoes(String text, String version, boolean skipped) {
    assertThat(DeploySkip.of(text, version).reason().isPresent()).isEqualTo(skipped);
  }

  @Test
  void sentencesWhenReleasesAreSkippedTellOfASnapshotAllTheSame() {
    goal.project.getProperties().setProperty("maven.deploy.skip", "releases");
    assertThat(sentences(true))
        .containsExactly(
            "mvn deploy: the packages go to https://host/releases as"
                + " org.example.shops:shop:1.2-SNAPSHOT",
            "mvn deploy: the virtualenv goes to https://host/releases too, unless it is there");
    goal.project.setVersion("1.2");
    assertThat(sentences(true))
        .containsExactly(
            "mvn deploy: no Maven repository is given anything, as maven.deploy.skip is releases");
  }

  @Test
  void sentencesWhenTheVirtualenvIsNotSharedDoNotTellOfIt() {
    assertThat(sentences(false))
        .containsExactly(
            "mvn deploy: the packages go to https://host/releases as"
                + " org.example.shops:shop:1.2-SNAPSHOT");
  }
}
