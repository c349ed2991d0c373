package io.github.djangodeb.src;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What packaging the source tells whoever watches the build. */
public interface SrcEvents {
  /** The package was found ready. */
  void reused(Path deb);

  /** The package is being built. */
  void building(String packageName);

  /**
   * Python files that are packaged without bytecode: they are no Python of the target's version.
   *
   * @param files by their paths in the source
   */
  void uncompiled(List<String> files);

  /** The package is written. */
  void built(Path deb, Duration took);

  /** A listener for those who want to know nothing. */
  static SrcEvents none() {
    return new SrcEvents() {
      @Override
      public void reused(Path deb) {}

      @Override
      public void building(String packageName) {}

      @Override
      public void uncompiled(List<String> files) {}

      @Override
      public void built(Path deb, Duration took) {}
    };
  }
}
