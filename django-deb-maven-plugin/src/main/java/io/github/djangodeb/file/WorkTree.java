package io.github.djangodeb.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The git work tree that a folder is in, for what is told of it; git itself may know better. */
public final class WorkTree {
  private WorkTree() {}

  /** The root of the innermost one around a folder. */
  public static Optional<Path> around(Path folder) {
    return Stream.iterate(folder, place -> place != null, Path::getParent)
        .filter(place -> Files.exists(place.resolve(".git")))
        .findFirst();
  }
}
