package io.github.djangodeb.mojo;

import io.github.djangodeb.build.Build;
import io.github.djangodeb.failure.BuildFailure;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Packages the virtualenv of the commit's requirements as <code>NAME-env-HASH</code>, or reuses it,
 * and lists what it is made of (SBOM) in CycloneDX's format.
 */
@Mojo(name = "env", defaultPhase = LifecyclePhase.COMPILE, threadSafe = true)
public final class EnvMojo extends DjangoDebMojo {
  @Override
  void run(Build build) throws BuildFailure {
    attach("env", build.env());
    attachments().add("json", "cyclonedx", build.bom());
  }
}
