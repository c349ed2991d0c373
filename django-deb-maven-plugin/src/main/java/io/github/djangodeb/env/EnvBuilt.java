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
 * @param key the hash over everything that went into the package
 * @param facts what is in it
 * @param buildInfo the record of how it was built, in the cache
 * @param bom the list of what it is made of, in the cache
 */
public record EnvBuilt(
    Path deb,
    String fileName,
    ContentHash hash,
    String key,
    EnvFacts facts,
    Path buildInfo,
    Path bom) {
  public EnvBuilt {
    Objects.requireNonNull(deb);
    Objects.requireNonNull(fileName);
    Objects.requireNonNull(hash);
    Objects.requireNonNull(key);
    Objects.requireNonNull(facts);
    Objects.requireNonNull(buildInfo);
    Objects.requireNonNull(bom);
  }
}
