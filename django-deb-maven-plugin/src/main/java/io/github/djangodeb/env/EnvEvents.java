package io.github.djangodeb.env;

import java.nio.file.Path;
import java.time.Duration;

/** What building a virtualenv tells whoever watches the build. */
public interface EnvEvents {
  /** The requirements have something unwise in them: a whole sentence. */
  void warning(String sentence);

  /** The package was found ready. */
  void reused(Path deb);

  /** The package was built by another machine. */
  void taken(Path deb);

  /** The package is being built: this takes from seconds to minutes. */
  void building(String packageName);

  /**
   * A part of the work begins.
   *
   * @param step {@code virtualenv}, {@code pip}, {@code bytecode} or {@code archive}
   */
  void begins(String step);

  /** A part of the work is done. */
  void ended(String step, Duration took);

  /** A line of pip, without credentials, for showing progress. */
  void progress(String line);

  /** The package is written. */
  void built(Path deb, Duration took);

  /** A listener for those who want to know nothing. */
  static EnvEvents none() {
    return new EnvEvents() {
      @Override
      public void warning(String sentence) {}

      @Override
      public void reused(Path deb) {}

      @Override
      public void taken(Path deb) {}

      @Override
      public void building(String packageName) {}

      @Override
      public void begins(String step) {}

      @Override
      public void ended(String step, Duration took) {}

      @Override
      public void progress(String line) {}

      @Override
      public void built(Path deb, Duration took) {}
    };
  }
}
