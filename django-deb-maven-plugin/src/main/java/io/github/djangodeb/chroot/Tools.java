package io.github.djangodeb.chroot;

import io.github.djangodeb.cache.CacheDirectory;
import io.github.djangodeb.cache.CacheEvents;
import io.github.djangodeb.cache.CacheLock;
import io.github.djangodeb.cache.Shelf;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.process.Command;
import io.github.djangodeb.process.ProcessLauncher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the parts of the engines work with.
 *
 * @param machine the machine that builds
 * @param namespaces how its user becomes root
 * @param cache where everything lies
 * @param network how apt reaches archives
 * @param launcher starts programs
 * @param logs folder for the logs of the tools
 * @param events told of chroots
 * @param waits told of waiting
 */
record Tools(
    Machine machine,
    Namespaces namespaces,
    CacheDirectory cache,
    NetworkAccess network,
    ProcessLauncher launcher,
    Path logs,
    ChrootEvents events,
    CacheEvents waits) {
  private static final Duration SYNC = Duration.ofMinutes(10);

  /** On the machine that this process runs on. */
  static Tools ofThisProcess(
      CacheDirectory cache,
      NetworkAccess network,
      ProcessLauncher launcher,
      Path logs,
      ChrootEvents events,
      CacheEvents waits) {
    Machine machine = Machine.ofThisProcess(System.getenv());
    return new Tools(
        machine, Namespaces.of(machine), cache, network, launcher, logs, events, waits);
  }

  /** The same for whoever becomes root in another way. */
  Tools with(Namespaces others) {
    return new Tools(machine, others, cache, network, launcher, logs, events, waits);
  }

  TreeRemover remover() {
    return new TreeRemover(machine, namespaces, launcher);
  }

  Path lock(String name) throws BuildFailure {
    return cache.locks().resolve(name + ".lock");
  }

  /** Keeps a base from being deleted, as long as it is held. */
  CacheLock hold(Base base) throws BuildFailure {
    return CacheLock.shared(lock("base-" + base.id()), "a base that is being deleted", waits);
  }

  /** The packages that apt downloaded for layers of a family of bases. */
  Shelf archives(Path family) throws BuildFailure {
    String name = family.getFileName().toString();
    return new Shelf(
        family.resolve("archives"), lock("archives-" + name), "apt's downloads", waits);
  }

  /** A command with the environment of a tool on this machine. */
  Command command(List<String> arguments, Duration limit) {
    return new Command(arguments, HostEnvironment.plain(machine), Optional.of(cache.root()), limit);
  }

  /**
   * Brings a finished tree to the disk, so that a power cut leaves no half of it under its name.
   */
  void sync(Path tree) throws BuildFailure {
    launcher.run(
        command(List.of("sync", "-f", tree.toString()), SYNC), Path.of("/dev/null"), line -> {});
  }
}
