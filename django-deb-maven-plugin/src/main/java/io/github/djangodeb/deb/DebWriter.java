package io.github.djangodeb.deb;

import io.github.djangodeb.failure.BuildFailure;
import java.nio.file.Path;

/** Writes packages. */
public interface DebWriter {
  /**
   * Writes a package: the same one gives the same bytes, on any machine.
   *
   * @param file the finished .deb; it appears whole, or not at all
   * @throws BuildFailure if something in it cannot be packaged, or the disk fails
   */
  void write(DebPackage deb, Compression compression, Path file) throws BuildFailure;
}
