package io.github.djangodeb.mojo;

import org.apache.maven.plugin.logging.Log;

/**
 * Shows that a long step goes on: of the lines that a tool writes one in two seconds; all of them
 * at the level DEBUG.
 */
final class Progress {
  private static final long PAUSE = 2_000_000_000L;

  private final Log log;
  private long last = System.nanoTime();

  Progress(Log log) {
    this.log = log;
  }

  synchronized void line(String line) {
    long now = System.nanoTime();
    if (now - last >= PAUSE && !line.isBlank()) {
      last = now;
      log.info("  ... " + line.strip());
    } else {
      log.debug("  ... " + line);
    }
  }
}
