package io.github.djangodeb.build;

import io.github.djangodeb.name.Name;
import io.github.djangodeb.name.SiteNames;
import java.util.Objects;

/**
 * One site to package.
 *
 * @param names its names
 * @param options what the pom says about it
 */
public record SiteRequest(SiteNames names, SiteOptions options) {
  /** What stands where a variant's name would, for a site that has none. */
  private static final String SITE = "site";

  public SiteRequest {
    Objects.requireNonNull(names);
    Objects.requireNonNull(options);
  }

  /** What a message about one of several sites begins with. */
  String told() {
    return "<variant> \"" + classifier() + "\"";
  }

  /** What tells the site's package from the project's others: {@code berlin}, or {@code site}. */
  public String classifier() {
    return names.variant().map(Name::text).orElse(SITE);
  }
}
