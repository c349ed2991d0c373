package io.github.djangodeb.build;

import java.util.Objects;

/**
 * The finished package of a site.
 *
 * @param site what was asked for
 * @param files the package and its record
 */
public record BuiltSite(SiteRequest site, BuiltPackage files) {
  public BuiltSite {
    Objects.requireNonNull(site);
    Objects.requireNonNull(files);
  }
}
