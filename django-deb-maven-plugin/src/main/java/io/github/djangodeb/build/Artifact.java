package io.github.djangodeb.build;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A finished package.
 *
 * @param cached where it lies in the cache
 * @param fileName its name by Debian's rule
 */
public record Artifact(Path cached, String fileName) {
  public Artifact {
    Objects.requireNonNull(cached);
    Objects.requireNonNull(fileName);
  }
}
