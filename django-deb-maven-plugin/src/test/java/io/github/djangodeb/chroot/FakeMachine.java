package io.github.djangodeb.chroot;

import io.github.djangodeb.cache.CacheDirectory;
import io.github.djangodeb.cache.CacheEvents;
import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.Suite;
import io.github.djangodeb.process.ProcessLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A machine's file system in a folder. */
final class FakeMachine {
  private final Path root;

  FakeMachine(Path root) {
    this.root = root;
  }

  /** What trixie on this architecture with these packages is. */
  static ChrootSpec spec(String... packages) {
    return new ChrootSpec(
        Suite.TRIXIE,
        Architecture.ofThisMachine(),
        List.of(),
        new TreeSet<>(List.of(packages)),
        Duration.ofDays(7),
        false);
  }

  Path at(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  FakeMachine programs(String... names) throws IOException {
    for (String name : names) {
      Path program = at("/usr/bin/" + name);
      Files.createDirectories(program.getParent());
      Files.createFile(
          program,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }
    return this;
  }

  FakeMachine file(String absolute, String... lines) throws IOException {
    Files.createDirectories(at(absolute).getParent());
    Files.write(at(absolute), List.of(lines));
    return this;
  }

  Machine machine(int uid, String user) {
    return new Machine(uid, user, List.of(at("/usr/bin")), root);
  }

  Tools tools(int uid, String user, ProcessLauncher launcher, ChrootEvents events) {
    Machine machine = machine(uid, user);
    return new Tools(
        machine,
        new Namespaces(false, "test"),
        new CacheDirectory(at("/cache")),
        new NetworkAccess(Map.of(), List.of()),
        launcher,
        at("/logs"),
        events,
        CacheEvents.none());
  }
}
