package io.github.djangodeb.env;

import io.github.djangodeb.name.ContentHash;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A packaged virtualenv.
 *
 * @param deb the package, in the cache
 * @param fileName the package's proper name, by Debian's rule
 * @param hash the one in its name
 * @param facts what is in it
 */
public record EnvBuilt(Path deb, String fileName, ContentHash hash, EnvFacts facts) {
  public EnvBuilt {
    Objects.requireNonNull(deb);
    Objects.requireNonNull(fileName);
    Objects.requireNonNull(hash);
    Objects.requireNonNull(facts);
  }
}
