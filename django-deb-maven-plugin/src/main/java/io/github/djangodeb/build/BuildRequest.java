package io.github.djangodeb.build;

import io.github.djangodeb.env.PipSettings;
import io.github.djangodeb.name.SiteNames;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything that a pom says, checked.
 *
 * @param names the site's names
 * @param target the Debian that packages are built for
 * @param origin where the source comes from
 * @param requirements the requirements file, relative to the packaged source, if it is not found by
 *     its usual name
 * @param pip pip's settings
 * @param site what the pom says about the project and its site
 * @param packaging how packages are written
 */
public record BuildRequest(
    SiteNames names,
    Target target,
    Origin origin,
    Optional<String> requirements,
    PipSettings pip,
    SiteOptions site,
    Packaging packaging) {
  public BuildRequest {
    Objects.requireNonNull(names);
    Objects.requireNonNull(target);
    Objects.requireNonNull(origin);
    Objects.requireNonNull(requirements);
    Objects.requireNonNull(pip);
    Objects.requireNonNull(site);
    Objects.requireNonNull(packaging);
  }
}
