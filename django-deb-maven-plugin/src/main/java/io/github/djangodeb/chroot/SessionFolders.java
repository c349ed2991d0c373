package io.github.djangodeb.chroot;

import io.github.djangodeb.cache.CacheLock;
import io.github.djangodeb.cache.DiskFault;
import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Makes the folders of sessions, and deletes those whose build was killed. */
final class SessionFolders {
  private static final String LOCK = "session-";
  private static final Duration NEW = Duration.ofMinutes(10);

  private final Tools tools;
  private boolean swept;

  SessionFolders(Tools tools) {
    this.tools = tools;
  }

  /** A new folder, empty. */
  SessionFolder make() throws BuildFailure {
    sweepOnce();
    String id = UUID.randomUUID().toString();
    // The lock comes first: without one, a sweep takes the folder for a dead build's.
    CacheLock own = CacheLock.exclusive(lock(id), "a session", tools.waits());
    try {
      return new SessionFolder(Files.createDirectory(tools.cache().sessions().resolve(id)), own);
    } catch (IOException refused) {
      own.close();
      throw DiskFault.of(tools.cache().root(), refused);
    }
  }

  private Path lock(String id) throws BuildFailure {
    return tools.lock(LOCK + id);
  }

  private synchronized void sweepOnce() throws BuildFailure {
    if (!swept) {
      swept = true;
      sweep();
    }
  }

  private void sweep() throws BuildFailure {
    for (Path folder : folders()) {
      Optional<CacheLock> ownerIsDead =
          CacheLock.tryExclusive(lock(folder.getFileName().toString()));
      if (ownerIsDead.isPresent()) {
        tools.remover().remove(folder);
        ownerIsDead.get().closeForever();
      }
    }
    sweepLocks();
  }

  /**
   * A build that is killed just before it makes its folder, or just after, leaves the lock alone.
   */
  private void sweepLocks() throws BuildFailure {
    try (DirectoryStream<Path> locks =
        Files.newDirectoryStream(tools.cache().locks(), LOCK + "*.lock")) {
      for (Path lock : locks) {
        // One that is new may not have been taken yet by its owner.
        if (Files.getLastModifiedTime(lock).toInstant().isBefore(Instant.now().minus(NEW))) {
          CacheLock.tryExclusive(lock).ifPresent(ownerIsDead -> forget(lock, ownerIsDead));
        }
      }
    } catch (NoSuchFileException goneMeanwhile) {
      // Its owner has ended, or another build sweeps as well: the next one goes on.
      return;
    } catch (IOException refused) {
      throw DiskFault.of(tools.cache().root(), refused);
    }
  }

  private void forget(Path lock, CacheLock held) {
    String name = lock.getFileName().toString();
    String id = name.substring(LOCK.length(), name.length() - ".lock".length());
    try {
      if (Files.exists(tools.cache().sessions().resolve(id), LinkOption.NOFOLLOW_LINKS)) {
        held.close();
      } else {
        held.closeForever();
      }
    } catch (BuildFailure unreadable) {
      held.close();
    }
  }

  private List<Path> folders() throws BuildFailure {
    try (Stream<Path> entries = Files.list(tools.cache().sessions())) {
      return entries.toList();
    } catch (IOException refused) {
      throw DiskFault.of(tools.cache().root(), refused);
    }
  }
}
