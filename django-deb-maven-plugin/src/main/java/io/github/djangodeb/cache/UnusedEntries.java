package io.github.djangodeb.cache;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Folders of a cache that nobody has used for long. A folder's own time tells when it was used: the
 * files in it keep theirs.
 */
final class UnusedEntries {
  /** For how long what nobody uses is kept. */
  static final Duration KEPT = Duration.ofDays(30);

  private final Path folder;
  private final Locks locks;

  /** Finds the locks of entries. */
  @FunctionalInterface
  interface Locks {
    /** The lock that builders of the entry hold, if nobody does. */
    Optional<CacheLock> tryTake(String name) throws BuildFailure;
  }

  /**
   * @param folder which holds the entries; what has a hidden name is none
   */
  UnusedEntries(Path folder, Locks locks) {
    this.folder = folder;
    this.locks = locks;
  }

  /** Notes that an entry is used: before it is looked at, so that it is not deleted meanwhile. */
  static void use(Path entry) {
    try {
      if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        Files.setLastModifiedTime(entry, FileTime.from(Instant.now()));
      }
    } catch (IOException refused) {
      // It is built again if it is deleted too early.
      return;
    }
  }

  /** Deletes those that were not used for long, but none that is being built. */
  void delete() throws IOException, BuildFailure {
    for (Path entry : unused()) {
      Optional<CacheLock> lock = locks.tryTake(entry.getFileName().toString());
      if (lock.isPresent()) {
        try {
          deleteUnlessUsed(entry);
        } finally {
          lock.get().close();
        }
      }
    }
  }

  private List<Path> unused() throws IOException {
    List<Path> unused = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "[!.]*")) {
      for (Path entry : entries) {
        if (isUnused(entry)) {
          unused.add(entry);
        }
      }
    }
    return unused;
  }

  private static boolean isUnused(Path entry) throws IOException {
    return Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
        && Files.getLastModifiedTime(entry).toInstant().isBefore(Instant.now().minus(KEPT));
  }

  /** Who finds an entry takes no lock; who looks once it is aside builds it. */
  private void deleteUnlessUsed(Path entry) throws IOException {
    if (!isUnused(entry)) {
      return;
    }
    // As a draft, which a later build deletes if this one is killed.
    Path aside = folder.resolve("." + entry.getFileName() + "-unused");
    FileTrees.delete(aside);
    Files.move(entry, aside, StandardCopyOption.ATOMIC_MOVE);
    if (isUnused(aside)) {
      FileTrees.delete(aside);
    } else {
      Files.move(aside, entry, StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
