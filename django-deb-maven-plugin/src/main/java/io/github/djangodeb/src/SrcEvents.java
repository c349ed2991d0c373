package io.github.djangodeb.src;

import java.nio.file.Path;
import java.time.Duration;

/** What. */
public interface SrcEvents {
  void reused(Path deb);

  void building(String packageName);

  void built(Path deb, Duration took);
}
