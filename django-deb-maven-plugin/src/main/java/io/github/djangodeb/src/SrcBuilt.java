package io.github.djangodeb.src;

import io.github.djangodeb.name.ContentHash;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A packaged source.
 *
 * @param deb the package, in the cache
 * @param fileName the package's proper name, by Debian's rule
 * @param hash the one in its name
 * @param buildInfo the record of how it was built, in the cache
 */
public record SrcBuilt(Path deb, String fileName, ContentHash hash, Path buildInfo) {
  public SrcBuilt {
    Objects.requireNonNull(deb);
    Objects.requireNonNull(fileName);
    Objects.requireNonNull(hash);
    Objects.requireNonNull(buildInfo);
  }
}
