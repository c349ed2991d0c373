package io.github.djangodeb.env;

import io.github.djangodeb.name.ContentHash;
import java.util.Objects;
import java.util.Optional;

/**
 * What building a virtualenv would come to.
 *
 * @param fileName the package's proper name, by Debian's rule
 * @param hash the one in its name
 * @param cached whether it lies in the cache
 * @param elsewhere where it is taken from if not
 * @param facts what is in it, if that is known
 */
public record EnvOutlook(
    String fileName,
    ContentHash hash,
    boolean cached,
    SharedEnvs.Sighting elsewhere,
    Optional<EnvFacts> facts) {
  public EnvOutlook {
    Objects.requireNonNull(fileName);
    Objects.requireNonNull(hash);
    Objects.requireNonNull(elsewhere);
    Objects.requireNonNull(facts);
  }
}
