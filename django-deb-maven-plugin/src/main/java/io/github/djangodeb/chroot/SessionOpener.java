package io.github.djangodeb.chroot;

import io.github.djangodeb.cache.CacheLock;
import io.github.djangodeb.cache.DiskFault;
import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens sessions of the unshare engine. */
final class SessionOpener {
  private final Tools tools;
  private final SessionFolders folders;

  SessionOpener(Tools tools) {
    this.tools = tools;
    this.folders = new SessionFolders(tools);
  }

  /** Opens a session; the chroot's base stays as long as it lasts. */
  UnshareSession open(Chroot chroot) throws BuildFailure {
    CacheLock base = holdBase(chroot);
    SessionFolder folder = null;
    try {
      folder = folders.make();
      UnshareSession session = new UnshareSession(tools, chroot, folder, base);
      folder = null;
      base = null;
      return session;
    } catch (IOException refused) {
      throw DiskFault.of(tools.cache().root(), refused);
    } finally {
      if (folder != null) {
        folder.delete(tools.remover());
      }
      if (base != null) {
        base.close();
      }
    }
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
}
