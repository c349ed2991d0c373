package io.github.djangodeb.chroot;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The packages that apt downloaded for layers, so that the next layer need not. Each session gets
 * hard links of its own: apt would lock a shared folder.
 *
 * @param folder where they are kept
 */
record AptArchives(Path folder) {
  private static final Duration KEPT = Duration.ofDays(60);

  /** Puts all of them into the folder of a session. */
  void lendTo(Path session) throws IOException {
    Files.createDirectories(folder);
    Files.createDirectories(session);
    for (Path archive : packages(folder)) {
      link(archive, session);
    }
  }

  /** Keeps what apt downloaded into the folder of a session. */
  void keepFrom(Path session) throws IOException {
    for (Path archive : packages(session)) {
      if (!Files.exists(folder.resolve(archive.getFileName()))) {
        // apt sets the time of the mirror's file; here it tells when it was downloaded.
        Files.setLastModifiedTime(archive, FileTime.from(Instant.now()));
        link(archive, folder);
      }
    }
  }

  /** Deletes what was downloaded long before a moment. */
  void forgetBefore(Instant moment) throws IOException {
    FileTime limit = FileTime.from(moment.minus(KEPT));
    for (Path archive : packages(folder)) {
      if (Files.getLastModifiedTime(archive).compareTo(limit) < 0) {
        Files.deleteIfExists(archive);
      }
    }
  }

  private static void link(Path archive, Path into) throws IOException {
    try {
      Files.createLink(into.resolve(archive.getFileName()), archive);
    } catch (FileAlreadyExistsException sameAlready) {
      // Another session downloaded it as well, and apt verified both.
      return;
    }
  }

  private static List<Path> packages(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> entry.getFileName().toString().endsWith(".deb"))
          .filter(Files::isRegularFile)
          .toList();
    }
  }
}
