package io.github.djangodeb.mojo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks at the command lines and environments of all processes of this machine, again and again,
 * but for this one's own and its parents'.
 */
final class ProcessWatch implements AutoCloseable {
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final Set<String> notLookedAt = ConcurrentHashMap.newKeySet();
  private final Thread watcher = new Thread(this::watch);
  private volatile boolean over;

  ProcessWatch() {
    for (ProcessHandle one = ProcessHandle.current();
        one != null;
        one = one.parent().orElse(null)) {
      notLookedAt.add(String.valueOf(one.pid()));
    }
    watcher.start();
  }

  private void watch() {
    while (!over) {
      try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
        for (Path process : processes) {
          if (!notLookedAt.contains(process.getFileName().toString())) {
            look(process.resolve("cmdline"));
            look(process.resolve("environ"));
          }
        }
      } catch (IOException gone) {
        // The list changes while it is read.
        continue;
      }
    }
  }

  private void look(Path file) {
    try {
      seen.add(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
    } catch (IOException ended) {
      // The process has ended meanwhile.
      return;
    }
  }

  /** Stops, and gives all that was seen. */
  String end() {
    close();
    return String.join("\n", seen).replace('\0', ' ');
  }

  @Override
  public void close() {
    over = true;
    try {
      watcher.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
