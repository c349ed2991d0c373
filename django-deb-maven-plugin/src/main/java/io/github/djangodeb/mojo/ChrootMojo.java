package io.github.djangodeb.mojo;

import io.github.djangodeb.build.Build;
import io.github.djangodeb.failure.BuildFailure;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Makes or reuses the build chroot: a minimal Debian of the target suite. Where the other goals
 * follow it only checks, before the first minute of work, what they would refuse, and leaves the
 * chroot to the first of them that needs one, unless <code>refresh</code> is true.
 */
@Mojo(name = "chroot", defaultPhase = LifecyclePhase.INITIALIZE, threadSafe = true)
public final class ChrootMojo extends DjangoDebMojo {
  @Override
  void run(Build build) throws BuildFailure {
    if (execution.getLifecyclePhase() != null) {
      // The other goals follow: what they would refuse is refused before the first minute of work.
      build.check();
      // What other builds of this machine use too is an administrator's to set up, by hand.
      build.lookForEngine();
    } else {
      build.setUpChroot();
    }
  }
}
