package io.github.djangodeb.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djangodeb.env.SharedEnvs;
import io.github.djangodeb.name.Architecture;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.artifact.repository.ArtifactRepositoryPolicy;
import org.apache.maven.artifact.repository.Authentication;
import org.apache.maven.artifact.repository.MavenArtifactRepository;
import org.apache.maven.artifact.repository.layout.DefaultRepositoryLayout;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.DeploymentRepository;
import org.apache.maven.model.DistributionManagement;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.transfer.ArtifactNotFoundException;
import org.eclipse.aether.transfer.ArtifactTransferException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryEnvsTest {
  private static final SharedEnvs.Key KEY =
      new SharedEnvs.Key("shop-env-0", new Architecture("amd64"), 1);

  @TempDir Path folder;
  private final List<String> told = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private SiteMojo goal;

  @BeforeEach
  @SuppressWarnings("deprecation")
  void prepare() {
    goal = ShopGoal.in(folder);
    goal.session =
        new MavenSession(
            null, new DefaultRepositorySystemSession(), new DefaultMavenExecutionRequest(), null);
    goal.repositorySystem =
        (RepositorySystem)
            Proxy.newProxyInstance(
                RepositorySystem.class.getClassLoader(),
                new Class<?>[] {RepositorySystem.class},
                (proxy, method, arguments) ->
                    // What is known of the repository is not changed.
                    method.getName().equals("newDeploymentRepository")
                        ? arguments[1]
                        : resolve((ArtifactRequest) arguments[1]));
    goal.setLog(
        new SystemStreamLog() {
          @Override
          public void warn(CharSequence text) {
            told.add(text.toString());
          }
        });
  }

  /** The first repository cannot be asked, the others have nothing. */
  private ArtifactResult resolve(ArtifactRequest request) throws ArtifactResolutionException {
    ArtifactResult result = new ArtifactResult(request);
    for (RemoteRepository one : request.getRepositories()) {
      asked.add(one.getId());
      result.addException(
          asked.size() == 1
              ? new ArtifactTransferException(
                  request.getArtifact(), one, one.getUrl() + ": refused")
              : new ArtifactNotFoundException(request.getArtifact(), one));
    }
    throw new ArtifactResolutionException(List.of(result));
  }

  /** The pom deploys to an address with a login in it. */
  private void deploy() {
    DeploymentRepository repository = new DeploymentRepository();
    repository.setId("releases");
    repository.setUrl("https://ada:geheim@host/releases");
    DistributionManagement management = new DistributionManagement();
    management.setRepository(repository);
    goal.project.setDistributionManagement(management);
  }

  private void read() {
    MavenArtifactRepository group =
        new MavenArtifactRepository(
            "group",
            "https://host/group",
            new DefaultRepositoryLayout(),
            new ArtifactRepositoryPolicy(),
            new ArtifactRepositoryPolicy());
    group.setAuthentication(new Authentication("robot", "secret"));
    goal.project.setRemoteArtifactRepositories(List.of(group));
  }

  @Test
  void findWhenThePomDeploysAndReadsAsksThatOfReleasesFirst() {
    deploy();
    read();
    assertThat(new RepositoryEnvs(goal).find(KEY)).isEmpty();
    assertThat(asked).containsExactly("releases", "group");
    assertThat(told)
        .containsExactly(
            "virtualenv: https://****@host/releases cannot be asked for shop-env-0:"
                + " https://****@host/releases: refused");
  }

  @Test
  void findWhenThePomOnlyReadsAsksThere() {
    read();
    assertThat(new RepositoryEnvs(goal).find(KEY)).isEmpty();
    assertThat(asked).containsExactly("group");
    assertThat(told).hasSize(1).allMatch(line -> line.contains(" https://host/group cannot be "));
  }

  @Test
  void tellUnreachableWhenItIsNoServersFaultNamesTheLocalRepository() {
    deploy();
    RepositoryEnvs envs = new RepositoryEnvs(goal);
    envs.tellUnreachable("shop-env-0", new IOException("https://ada:geheim@host/: refused"));
    assertThat(told)
        .containsExactly(
            "virtualenv: the local repository cannot be asked for shop-env-0:"
                + " https://****@host/: refused");
    assertThat(envs.url()).isEqualTo("https://****@host/releases");
  }
}
