package io.github.djangodeb.build;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A finished package in {@code target/}, and what is told of it there.
 *
 * @param deb the package
 * @param buildInfo the record of how it was built
 */
public record BuiltPackage(Path deb, Path buildInfo) {
  public BuiltPackage {
    Objects.requireNonNull(deb);
    Objects.requireNonNull(buildInfo);
  }

  /** The two in that order, whatever comes behind. */
  static BuiltPackage of(List<Path> files) {
    return new BuiltPackage(files.get(0), files.get(1));
  }
}
