package io.github.djangodeb.cache;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** A folder in the cache that lasts as long as its build; the next one deletes what others left. */
public final class Scratch implements AutoCloseable {
  private final Path folder;
  private final CacheLock lock;

  private Scratch(Path folder, CacheLock lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /** Makes one. */
  public static Scratch open(CacheDirectory cache) throws BuildFailure {
    Path loans = cache.loans();
    String name = UUID.randomUUID().toString();
    CacheLock own = null;
    try {
      sweep(cache, loans);
      // The lock comes first: without one, a sweep takes the folder for a dead build's.
      own = CacheLock.exclusive(lock(cache, name), "a folder", CacheEvents.none());
      Scratch scratch = new Scratch(Files.createDirectory(loans.resolve(name)), own);
      own = null;
      return scratch;
    } catch (IOException refused) {
      throw DiskFault.of(loans, refused);
    } finally {
      if (own != null) {
        own.closeForever();
      }
    }
  }

  private static Path lock(CacheDirectory cache, String name) throws BuildFailure {
    return cache.locks().resolve("loan-" + name + ".lock");
  }

  private static void sweep(CacheDirectory cache, Path loans) throws IOException, BuildFailure {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(loans)) {
      for (Path left : folders) {
        Optional<CacheLock> ownerIsDead =
            CacheLock.tryExclusive(lock(cache, left.getFileName().toString()));
        if (ownerIsDead.isPresent()) {
          delete(left);
          ownerIsDead.get().closeForever();
        }
      }
    }
  }

  private static void delete(Path folder) {
    try {
      FileTrees.delete(folder);
    } catch (IOException left) {
      // The next sweep finds it again.
      return;
    }
  }

  /** The folder, empty at first. */
  public Path folder() {
    return folder;
  }

  /** Deletes it. */
  @Override
  public void close() {
    delete(folder);
    lock.closeForever();
  }
}
