package io.github.djangodeb.build;

import io.github.djangodeb.deb.BuildInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A finished package, or what is told of it.
 *
 * @param cached where it lies in the cache
 * @param fileName its name by Debian's rule
 */
public record Artifact(Path cached, String fileName) {
  public Artifact {
    Objects.requireNonNull(cached);
    Objects.requireNonNull(fileName);
  }

  /**
   * A package and its record.
   *
   * @param fileName the package's
   * @param cached both, in that order
   */
  static List<Artifact> named(String fileName, List<Path> cached) {
    return List.of(
        new Artifact(cached.get(0), fileName),
        new Artifact(cached.get(1), BuildInfo.nameFor(fileName)));
  }
}
