package io.github.djangodeb.mojo;

import io.github.djangodeb.build.Build;
import io.github.djangodeb.build.BuildRequest;
import io.github.djangodeb.env.EnvBuilt;
import io.github.djangodeb.env.SharedEnvs;
import io.github.djangodeb.failure.BuildFailure;
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
   * Whether nothing is deployed; maven-deploy-plugin's own parameter.
   *
   * @since 0.1.0
   */
  @Parameter(property = "maven.deploy.skip", defaultValue = "false")
  boolean skipDeploy;

  @Override
  void run(Build build) throws BuildFailure {
    if (skipDeploy || !shareEnv) {
      getLog()
          .info(
              "The virtualenv is not shared: "
                  + (skipDeploy ? "maven.deploy.skip is true." : "<shareEnv> is false."));
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
