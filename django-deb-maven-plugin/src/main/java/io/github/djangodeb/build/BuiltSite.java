package io.github.djangodeb.build;

import java.nio.file.Path;
import java.util.Objects;

/**
 * The finished package of a site.
 *
 * @param site what was asked for
 * @param deb the package, in {@code target/}
 */
public record BuiltSite(SiteRequest site, Path deb) {
  public BuiltSite {
    Objects.requireNonNull(site);
    Objects.requireNonNull(deb);
  }
}
