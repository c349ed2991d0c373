package io.github.djangodeb.mojo;

import io.github.djangodeb.build.Build;
import io.github.djangodeb.failure.BuildFailure;
import java.nio.file.Path;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Collects the static files and packages one site as <code>NAME-site[-VARIANT]</code>. In a project
 * of packaging {@code django-deb} it becomes the project's own artifact.
 */
@Mojo(name = "site", defaultPhase = LifecyclePhase.PACKAGE, threadSafe = true)
public final class SiteMojo extends DjangoDebMojo {
  private static final String PACKAGING = "django-deb";

  @Override
  void run(Build build) throws BuildFailure {
    Path site = build.site();
    if (project.getPackaging().equals(PACKAGING)) {
      project.getArtifact().setFile(site.toFile());
    } else {
      attach(variant == null ? "site" : "site-" + variant, site);
    }
  }
}
