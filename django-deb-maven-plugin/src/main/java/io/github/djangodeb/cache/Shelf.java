package io.github.djangodeb.cache;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.file.FileDigest;
import io.github.djangodeb.file.Utf8Path;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Files that another tool wants to find again in the next build: what pip and apt have downloaded,
 * what pip has compiled.
 *
 * <p>No tool works in this folder. Each build gets what is kept into a folder of its own, and what
 * is new there is kept when the tool has ended. So builds do not see each other's half-written
 * files, and one that is killed leaves none. Each file lies under the name of its SHA-256, which is
 * compared whenever it is lent: what has changed is thrown away.
 */
public final class Shelf {
  /** Larger files are lent as hard links, which cost no room; tools do not write into these. */
  private static final long LARGE = 1L << 20;

  private final Path folder;
  private final Path lock;
  private final String what;
  private final CacheEvents events;
  private Map<String, ShelfIndex.Entry> lent = Map.of();

  /**
   * @param folder where the files are kept
   * @param lock held while they are lent or kept
   * @param what what they are, for messages: {@code pip's cache}
   */
  public Shelf(Path folder, Path lock, String what, CacheEvents events) {
    this.folder = folder;
    this.lock = lock;
    this.what = what;
    this.events = events;
  }

  /** Puts all that is kept into a folder. */
  public void lendTo(Path into) throws BuildFailure {
    inLock(
        () -> {
          Map<String, ShelfIndex.Entry> sound = new TreeMap<>();
          Map<String, ShelfIndex.Entry> known = read();
          Set<String> damaged = damaged(known);
          known.forEach(
              (path, entry) -> {
                // pip's record of a download is of no use without the download, nor the reverse.
                boolean whole = !damaged.contains(path) && !damaged.contains(path + ".body");
                if (whole && !damaged.contains(path.replaceFirst("\\.body$", ""))) {
                  sound.put(path, entry);
                }
              });
          if (!damaged.isEmpty()) {
            ShelfIndex.write(folder, sound);
          }
          for (Map.Entry<String, ShelfIndex.Entry> one : sound.entrySet()) {
            lend(folder.resolve(one.getValue().sha256()), into, one.getKey());
          }
          lent = sound;
        });
  }

  /** Keeps what is new in a folder that something was lent to, once no tool writes there. */
  public void keepFrom(Path from, Predicate<String> wanted) throws BuildFailure {
    inLock(
        () -> {
          Map<String, ShelfIndex.Entry> kept = new TreeMap<>(read());
          for (Path file : files(from)) {
            Optional<String> path = Utf8Path.text(from.relativize(file));
            if (path.filter(ShelfIndex::isPath).filter(wanted).isPresent()) {
              keep(file, path.get(), kept);
            }
          }
          ShelfIndex.write(folder, kept);
          sweep(kept);
        });
  }

  /** Forgets what was kept before a moment. */
  public void forgetBefore(Instant moment) throws BuildFailure {
    inLock(
        () -> {
          Map<String, ShelfIndex.Entry> kept = new TreeMap<>(read());
          if (kept.values().removeIf(entry -> entry.since().isBefore(moment))) {
            ShelfIndex.write(folder, kept);
            sweep(kept);
          }
        });
  }

  /** Forgets all. */
  public void forget() throws BuildFailure {
    forgetBefore(Instant.MAX);
  }

  /** Work on the disk. */
  @FunctionalInterface
  private interface Work {
    void run() throws IOException, BuildFailure;
  }

  private void inLock(Work work) throws BuildFailure {
    CacheLock held = CacheLock.exclusive(lock, what, events);
    try {
      Files.createDirectories(folder);
      work.run();
    } catch (IOException refused) {
      throw DiskFault.of(folder, refused);
    } finally {
      held.close();
    }
  }

  private Map<String, ShelfIndex.Entry> read() throws IOException {
    Optional<Map<String, ShelfIndex.Entry>> index = ShelfIndex.read(folder);
    if (index.isEmpty()) {
      events.dropped(what, "all of it", "its checksums cannot be read");
    }
    return index.orElse(Map.of());
  }

  private Set<String> damaged(Map<String, ShelfIndex.Entry> known) {
    Set<String> damaged = new HashSet<>();
    known.forEach(
        (path, entry) ->
            damage(folder.resolve(entry.sha256()), entry.sha256())
                .ifPresent(
                    how -> {
                      damaged.add(path);
                      events.dropped(what, path, how);
                    }));
    return damaged;
  }

  private static Optional<String> damage(Path kept, String sha256) {
    try {
      if (!Files.isRegularFile(kept, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.of("it is no plain file");
      }
      if (!Owners.trusted(kept)) {
        return Optional.of("it belongs to another user");
      }
      return FileDigest.sha256(kept).equals(sha256)
          ? Optional.empty()
          : Optional.of("its checksum is wrong");
    } catch (IOException unreadable) {
      return Optional.of("it cannot be read");
    }
  }

  private static void lend(Path kept, Path into, String path) throws IOException {
    Path file = Utf8Path.resolve(into, path);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    if (Files.size(kept) < LARGE) {
      Files.copy(kept, file);
      return;
    }
    linkOrCopy(kept, file);
  }

  private static void linkOrCopy(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from);
    } catch (FileAlreadyExistsException already) {
      throw already;
    } catch (FileSystemException other) {
      // Another file system, or one without links.
      Files.copy(from, to);
    }
  }

  private static List<Path> files(Path from) throws IOException {
    try (Stream<Path> found = Files.walk(from)) {
      return found.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).toList();
    }
  }

  private void keep(Path file, String path, Map<String, ShelfIndex.Entry> kept) throws IOException {
    ShelfIndex.Entry before = lent.get(path);
    if (before != null && isSame(file, folder.resolve(before.sha256()))) {
      return;
    }
    String sha256 = FileDigest.sha256(file);
    if (before != null && before.sha256().equals(sha256)) {
      return;
    }
    Path blob = folder.resolve(sha256);
    if (damage(blob, sha256).isPresent()) {
      FileTrees.delete(blob);
      Path fresh = folder.resolve(sha256 + ".new");
      FileTrees.delete(fresh);
      if (Files.size(file) < LARGE) {
        Files.copy(file, fresh);
      } else {
        linkOrCopy(file, fresh);
      }
      Files.move(fresh, blob, StandardCopyOption.ATOMIC_MOVE);
    }
    kept.put(path, new ShelfIndex.Entry(sha256, Instant.now()));
  }

  private static boolean isSame(Path file, Path kept) throws IOException {
    return Files.exists(kept, LinkOption.NOFOLLOW_LINKS) && Files.isSameFile(file, kept);
  }

  /** Deletes what the index does not name. */
  private void sweep(Map<String, ShelfIndex.Entry> kept) throws IOException {
    Set<String> named = new HashSet<>(Set.of(ShelfIndex.NAME));
    kept.values().forEach(entry -> named.add(entry.sha256()));
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        if (!named.contains(entry.getFileName().toString())) {
          FileTrees.delete(entry);
        }
      }
    }
  }
}
