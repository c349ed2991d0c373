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

/** Opens sessions, and deletes those whose build was killed. */
final class SessionOpener {
  private static final String LOCK = "session-";
  private static final Duration NEW = Duration.ofMinutes(10);

  private final Tools tools;
  private boolean swept;

  SessionOpener(Tools tools) {
    this.tools = tools;
  }

  /** Opens a session; the chroot's base stays as long as it lasts. */
  UnshareSession open(Chroot chroot) throws BuildFailure {
    sweepOnce();
    CacheLock base = holdBase(chroot);
    String id = UUID.randomUUID().toString();
    CacheLock own = null;
    try {
      // The lock comes first: without one, a sweep takes the folder for a dead build's.
      own = CacheLock.exclusive(lock(id), "a session", tools.waits());
      Path folder = Files.createDirectory(tools.cache().sessions().resolve(id));
      UnshareSession session = new UnshareSession(tools, chroot, folder, List.of(own, base));
      own = null;
      base = null;
      return session;
    } catch (IOException refused) {
      throw DiskFault.of(tools.cache().root(), refused);
    } finally {
      close(own);
      close(base);
    }
  }

  private static void close(CacheLock lock) {
    if (lock != null) {
      lock.close();
    }
  }

  private Path lock(String id) throws BuildFailure {
    return tools.lock(LOCK + id);
  }

  private CacheLock holdBase(Chroot chroot) throws BuildFailure {
    Path tree = chroot.layers().get(chroot.layers().size() - 1);
    Base base =
        Base.in(tree.getParent())
            .orElseThrow(() -> new IllegalArgumentException(tree + " is no base of this engine"));
    CacheLock hold = tools.hold(base);
    if (!Files.isDirectory(tree)) {
      hold.close();
      throw BuildFailure.ofMachine(
          "the chroot \"" + tree + "\" was deleted while the build ran: build again");
    }
    return hold;
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
