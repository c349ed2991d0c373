package io.github.djangodeb.chroot;

import io.github.djangodeb.cache.CacheLock;
import io.github.djangodeb.cache.DiskFault;
import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Opens sessions, and deletes those whose build was killed. */
final class SessionOpener {
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
    return tools.lock("session-" + id);
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
  }

  private List<Path> folders() throws BuildFailure {
    try (Stream<Path> entries = Files.list(tools.cache().sessions())) {
      return entries.toList();
    } catch (IOException refused) {
      throw DiskFault.of(tools.cache().root(), refused);
    }
  }
}
