package io.github.djangodeb.chroot;

import io.github.djangodeb.cache.CacheLock;
import io.github.djangodeb.cache.DiskFault;
import io.github.djangodeb.cache.Shelf;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.ContentHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** Installs packages on top of a base, in a session whose changes then become the layer. */
final class LayerMaker {
  private final Tools tools;
  private final SessionOpener sessions;

  LayerMaker(Tools tools, SessionOpener sessions) {
    this.tools = tools;
    this.sessions = sessions;
  }

  /** The layer with the packages: found, or made by one build while the others wait. */
  Path findOrMake(Base base, SortedSet<String> packages, Origins origins) throws BuildFailure {
    String hash = ContentHash.ofText(String.join("\n", packages)).text();
    Path layer = base.layer(hash);
    if (Files.isDirectory(layer)) {
      tools.events().reusedLayer(packages);
      return layer;
    }
    Path lock = tools.lock("layer-" + base.id() + "-" + hash);
    String what = "the build packages " + String.join(", ", packages);
    CacheLock alone = CacheLock.exclusive(lock, what, tools.waits());
    try {
      if (Files.isDirectory(layer)) {
        tools.events().reusedLayer(packages);
      } else {
        makeAndTell(base, packages, origins, layer);
      }
      return layer;
    } finally {
      alone.close();
    }
  }

  private void makeAndTell(Base base, SortedSet<String> packages, Origins origins, Path layer)
      throws BuildFailure {
    tools.events().makingLayer(packages);
    long start = System.nanoTime();
    make(base, packages, origins, layer);
    tools.events().madeLayer(packages, Duration.ofNanos(System.nanoTime() - start));
  }

  private void make(Base base, SortedSet<String> packages, Origins origins, Path layer)
      throws BuildFailure {
    Shelf archives = tools.archives(base.folder().getParent());
    try (UnshareSession session = sessions.open(new Chroot(List.of(base.tree())))) {
      new PackageInstaller(tools, archives, origins)
          .install(
              session,
              packages,
              session.folder(),
              base.tree(),
              Optional.of(base.logins()).filter(Files::exists));
      session.publish(layer);
    } catch (IOException refused) {
      throw DiskFault.of(tools.cache().root(), refused);
    }
  }
}
