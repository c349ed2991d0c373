package io.github.djangodeb.chroot;

import io.github.djangodeb.cache.CacheLock;
import java.nio.file.Path;

/**
 * A session's own folder in the cache, with the lock that says that its build lives.
 *
 * @param path the folder
 * @param own the lock
 */
record SessionFolder(Path path, CacheLock own) {
  /** Deletes it; what cannot be deleted now is swept later. */
  void delete(TreeRemover remover) {
    if (remover.remove(path)) {
      own.closeForever();
    }
    own.close();
  }
}
