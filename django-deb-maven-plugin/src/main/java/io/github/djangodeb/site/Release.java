package io.github.djangodeb.site;

import io.github.djangodeb.name.ContentHash;
import io.github.djangodeb.name.DebianVersion;
import java.time.Instant;
import java.util.Objects;

/**
 * Which code a site package brings to its host.
 *
 * @param version the package's version
 * @param timestamp the time of its files: the commit's, unless the pom says another
 * @param env the virtualenv's hash
 * @param src the source's hash
 */
public record Release(DebianVersion version, Instant timestamp, ContentHash env, ContentHash src) {
  public Release {
    Objects.requireNonNull(version);
    Objects.requireNonNull(timestamp);
    Objects.requireNonNull(env);
    Objects.requireNonNull(src);
  }
}
