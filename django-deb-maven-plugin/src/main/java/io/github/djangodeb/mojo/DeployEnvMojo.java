package io.github.djangodeb.mojo;

import io.github.djangodeb.build.Build;
import io.github.djangodeb.build.BuildRequest;
import io.github.djangodeb.env.EnvBuilt;
import io.github.djangodeb.env.SharedEnvs;
import io.github.djangodeb.failure.BuildFailure;
import java.util.Optional;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Puts the package of the virtualenv into the repository that the project's releases are deployed
 * to, unless it is there: other machines then take it instead of building it.
 */
@Mojo(name = "deploy-env", defaultPhase = LifecyclePhase.DEPLOY, threadSafe = true)
public final class DeployEnvMojo extends DjangoDebMojo {
  /**
   * Whether nothing is deployed; maven-deploy-plugin's own parameter: {@code true}, or {@code
   * releases} or {@code snapshots} for projects whose version is one.
   *
   * @since 0.1.0
   */
  @Parameter(property = DeploySkip.PROPERTY, defaultValue = "false")
  String skipDeploy;

  @Override
  void run(Build build) throws BuildFailure {
    Optional<String> skipped = DeploySkip.of(skipDeploy, project.getVersion()).reason();
    if (skipped.isPresent() || !shareEnv) {
      getLog().info("The virtualenv is not shared: " + skipped.orElse("<shareEnv> is false") + ".");
      return;
    }
    EnvBuilt env = build.envPackage();
    BuildRequest request = build.request();
    new RepositoryEnvs(this)
        .offer(
            env,
            new SharedEnvs.Key(
                request.names().envPackage(env.hash()),
                request.target().architecture(),
                envRevision));
  }
}
