package io.github.djangodeb.build;

import io.github.djangodeb.deb.Compression;
import java.nio.file.Path;
import java.util.Objects;

/**
 * How packages are written, and where to.
 *
 * @param mavenVersion the project's version, which the site's package gets
 * @param maintainer {@code Name <address>}
 * @param homepage an address, or empty
 * @param compression of the packages
 * @param envRevision the first part of the virtualenv's version
 * @param target the folder that finished packages, logs and the exported source go to
 */
public record Packaging(
    String mavenVersion,
    String maintainer,
    String homepage,
    Compression compression,
    int envRevision,
    Path target) {
  public Packaging {
    Objects.requireNonNull(mavenVersion);
    Objects.requireNonNull(maintainer);
    Objects.requireNonNull(homepage);
    Objects.requireNonNull(compression);
    Objects.requireNonNull(target);
  }
}
