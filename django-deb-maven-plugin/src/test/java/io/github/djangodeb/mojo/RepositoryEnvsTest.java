package io.github.djangodeb.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.DeploymentRepository;
import org.apache.maven.model.DistributionManagement;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositorySystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryEnvsTest {
  @TempDir Path folder;
  private final List<String> told = new ArrayList<>();

  /** Of a goal whose pom deploys to an address with a login in it. */
  @SuppressWarnings("deprecation")
  private RepositoryEnvs envs() {
    SiteMojo goal = ShopGoal.in(folder);
    DeploymentRepository repository = new DeploymentRepository();
    repository.setId("releases");
    repository.setUrl("https://ada:geheim@host/releases");
    DistributionManagement management = new DistributionManagement();
    management.setRepository(repository);
    goal.project.setDistributionManagement(management);
    goal.session =
        new MavenSession(
            null, new DefaultRepositorySystemSession(), new DefaultMavenExecutionRequest(), null);
    goal.repositorySystem =
        (RepositorySystem)
            Proxy.newProxyInstance(
                RepositorySystem.class.getClassLoader(),
                new Class<?>[] {RepositorySystem.class},
                // What is known of the repository is not changed.
                (proxy, method, arguments) -> arguments[1]);
    goal.setLog(
        new SystemStreamLog() {
          @Override
          public void warn(CharSequence text) {
            told.add(text.toString());
          }
        });
    return new RepositoryEnvs(goal);
  }

  @Test
  void tellUnreachableNamesTheRepositoryWithoutItsLogin() {
    RepositoryEnvs envs = envs();
    envs.tellUnreachable(
        "shop-env-0", new IOException("releases (https://ada:geheim@host/releases): refused"));
    assertThat(told)
        .containsExactly(
            "virtualenv: https://****@host/releases cannot be asked for shop-env-0: releases"
                + " (https://****@host/releases): refused");
    assertThat(envs.url()).isEqualTo("https://****@host/releases");
  }
}
