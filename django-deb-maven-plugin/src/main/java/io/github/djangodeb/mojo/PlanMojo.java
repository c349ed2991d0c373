package io.github.djangodeb.mojo;

import io.github.djangodeb.build.Build;
import io.github.djangodeb.build.Plan;
import io.github.djangodeb.failure.BuildFailure;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Says what a build would make, reuse and publish, and why, without doing it: no chroot is made or
 * entered, and no package written.
 */
@Mojo(name = "plan", threadSafe = true)
public final class PlanMojo extends DjangoDebMojo {
  @Override
  Build build() throws BuildFailure {
    return Builds.planned(this);
  }

  @Override
  void run(Build build) throws BuildFailure {
    MavenPlanLog log = new MavenPlanLog(getLog());
    Plan plan = build.plan();
    log.tell(plan, build.request().target());
    log.tell(new DeployOutlook(project, session, execution, shareEnv).sentences());
    plan.requireEngine(refresh);
  }
}
