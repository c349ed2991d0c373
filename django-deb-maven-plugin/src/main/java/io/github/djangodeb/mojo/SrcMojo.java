package io.github.djangodeb.mojo;

import io.github.djangodeb.build.Build;
import io.github.djangodeb.failure.BuildFailure;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/** Exports one commit of the Django project and packages it as <code>NAME-src-HASH</code>. */
@Mojo(name = "src", defaultPhase = LifecyclePhase.GENERATE_SOURCES, threadSafe = true)
public final class SrcMojo extends DjangoDebMojo {
  @Override
  void run(Build build) throws BuildFailure {
    attach("src", build.src());
  }
}
