package io.github.djangodeb.build;

import io.github.djangodeb.deb.Compression;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * How packages are written, and where to.
 *
 * @param mavenVersion the project's version, which the site's package gets
 * @param maintainer {@code Name <address>}
 * @param homepage an address, or empty
 * @param compression of the packages
 * @param envRevision the first part of the virtualenv's version
 * @param outputTimestamp the time of files in packages of source and sites, if it is not the
 *     commit's
 * @param target the folder that finished packages, logs and the exported source go to
 */
public record Packaging(
    String mavenVersion,
    String maintainer,
    String homepage,
    Compression compression,
    int envRevision,
    Optional<Instant> outputTimestamp,
    Path target) {
  public Packaging {
    Objects.requireNonNull(mavenVersion);
    Objects.requireNonNull(maintainer);
    Objects.requireNonNull(homepage);
    Objects.requireNonNull(compression);
    Objects.requireNonNull(outputTimestamp);
    Objects.requireNonNull(target);
  }

  /** The time of the files in a package of what was committed then. */
  Instant fileTime(Instant commit) {
    return outputTimestamp.orElse(commit);
  }
}
