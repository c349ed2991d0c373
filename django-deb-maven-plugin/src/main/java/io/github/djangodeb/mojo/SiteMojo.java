package io.github.djangodeb.mojo;

import io.github.djangodeb.build.Build;
import io.github.djangodeb.build.BuiltPackage;
import io.github.djangodeb.build.BuiltSite;
import io.github.djangodeb.failure.BuildFailure;
import java.util.List;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Collects the static files and packages each site as <code>NAME-site[-VARIANT]</code>. In a
 * project of packaging {@code django-deb} the first one becomes the project's own artifact; others
 * have the name of their variant as classifier.
 */
@Mojo(name = "site", defaultPhase = LifecyclePhase.PACKAGE, threadSafe = true)
public final class SiteMojo extends DjangoDebMojo {
  private static final String PACKAGING = "django-deb";

  @Override
  void run(Build build) throws BuildFailure {
    List<BuiltSite> sites = build.sites();
    boolean own = project.getPackaging().equals(PACKAGING);
    if (own) {
      BuiltPackage first = sites.get(0).files();
      attachments().own(TYPE, first.deb());
      attachments().add(RECORD, "", first.buildInfo());
    }
    for (BuiltSite further : sites.subList(own ? 1 : 0, sites.size())) {
      attach(further.site().classifier(), further.files());
    }
  }
}
