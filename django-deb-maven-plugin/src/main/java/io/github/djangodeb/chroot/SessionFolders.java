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

/** Makes the folders of sessions, and deletes those whose build was killed. */
final class SessionFolders {
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
    return tools.lock("session-" + id);
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
