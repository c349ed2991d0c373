package io.github.djangodeb.chroot;

import io.github.djangodeb.cache.CacheDirectory;
import io.github.djangodeb.cache.CacheEvents;
import io.github.djangodeb.cache.CacheLock;
import io.github.djangodeb.cache.DiskFault;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.process.LocalProcessLauncher;
import io.github.djangodeb.process.ProcessLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * No chroot at all: the machine is a container of the target's release, where nobody may have
 * namespaces. One build at a time installs what it needs, builds, and puts the machine back.
 */
public final class HostEngine implements ChrootEngine {
  private static final String LOCK = "/run/lock/django-deb-host.lock";
  private static final String WHAT = "this machine, on which one build at a time may work";

  private final Tools tools;
  private final HostRequirements requirements;
  private final ProcessLauncher undoing;
  private List<String> mirrors = List.of();

  /**
   * @param network how apt reaches archives, besides what this machine's apt is told
   * @param logs folder for the logs of the tools
   */
  public HostEngine(
      CacheDirectory cache,
      NetworkAccess network,
      ProcessLauncher launcher,
      Path logs,
      ChrootEvents events,
      CacheEvents waits) {
    this(
        Tools.ofThisProcess(cache, network, launcher, logs, events, waits),
        LocalProcessLauncher.forUndoing());
  }

  /**
   * @param undoing starts what puts the machine back, while Java stops too
   */
  HostEngine(Tools tools, ProcessLauncher undoing) {
    this.tools = tools;
    this.undoing = undoing;
    this.requirements = new HostRequirements(tools.machine(), System.getenv());
  }

  @Override
  public String name() {
    return "host";
  }

  @Override
  public Optional<String> obstacle(ChrootSpec spec) {
    return requirements.missing(spec);
  }

  @Override
  public Optional<String> reservation(ChrootSpec spec) {
    return requirements.reservation();
  }

  /** There is nothing to make before a session: a machine is changed as short as can be. */
  @Override
  public synchronized Chroot prepare(ChrootSpec spec) {
    mirrors = spec.mirrors();
    return new Chroot(List.of(), spec.packages(), spec.origins());
  }

  @Override
  public Session open(Chroot chroot) throws BuildFailure {
    Path folder = folder();
    MachineKeeper keeper = new MachineKeeper(tools, undoing, folder);
    CacheLock alone = CacheLock.exclusive(lock(), WHAT, tools.waits());
    HostSession session = null;
    try {
      mend(keeper);
      refuseBuildFolder();
      SortedSet<String> relations = new TreeSet<>(BaseMaker.PACKAGES);
      relations.addAll(chroot.packages());
      MachineApt apt = new MachineApt(tools, folder, mirrors(), chroot.origins());
      SortedSet<String> fresh = apt.plan(relations);
      session = new HostSession(tools, keeper, alone, folder);
      tools
          .events()
          .setUp(
              "host: "
                  + fresh.size()
                  + " packages are installed on this machine, and removed after the build");
      session.install(apt, relations, fresh);
      return session;
    } catch (BuildFailure | RuntimeException failed) {
      if (session == null) {
        alone.close();
      } else {
        session.close();
      }
      throw failed;
    }
  }

  private synchronized List<String> mirrors() {
    return mirrors;
  }

  private Path folder() throws BuildFailure {
    Path folder = tools.cache().chroots().resolve("host");
    try {
      return Files.createDirectories(folder);
    } catch (IOException refused) {
      throw DiskFault.of(folder, refused);
    }
  }

  private Path lock() throws BuildFailure {
    Path lock = tools.machine().root().resolve(LOCK.substring(1));
    try {
      Files.createDirectories(lock.getParent());
      return lock;
    } catch (IOException refused) {
      throw DiskFault.of(lock.getParent(), refused);
    }
  }

  private void mend(MachineKeeper keeper) throws BuildFailure {
    if (keeper.isChanged()) {
      tools
          .events()
          .mending("host: a build was killed; the machine is put back as it was before that one");
      keeper.putBack().ifPresent(what -> tools.events().mending("host: let be:\n" + what));
    }
  }

  private void refuseBuildFolder() throws BuildFailure {
    Path build = tools.machine().root().resolve(HostSession.BUILD.substring(1));
    if (Files.exists(build, LinkOption.NOFOLLOW_LINKS)) {
      throw BuildFailure.ofMachine(
          "engine \"host\": the folder \""
              + HostSession.BUILD
              + "\" exists on this machine, and a build needs it for itself: move it away, or"
              + " check the project out elsewhere");
    }
  }
}
