package io.github.djangodeb.chroot;

import io.github.djangodeb.cache.CacheDirectory;
import io.github.djangodeb.cache.CacheEvents;
import io.github.djangodeb.cache.DiskFault;
import io.github.djangodeb.cache.Shelf;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.process.ProcessLauncher;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Chroots that an administrator makes once, and that members of a group enter with schroot: for
 * machines where normal users may have no namespaces. What a build needs besides is installed in
 * its own session.
 */
public final class SchrootEngine implements ChrootEngine {
  private final Tools tools;
  private final SchrootSetup setup;
  private final Instant buildStart;
  private final SchrootSessions sessions;
  private final SessionFolders folders;
  private final Map<Path, String> names = new HashMap<>();

  /**
   * @param place what an administrator says of the chroots
   * @param network how apt reaches archives, besides what this machine's apt is told
   * @param logs folder for the logs of the tools
   * @param buildStart when this build began: a base made since then is not made again
   */
  public SchrootEngine(
      SchrootPlace place,
      CacheDirectory cache,
      NetworkAccess network,
      ProcessLauncher launcher,
      Path logs,
      ChrootEvents events,
      CacheEvents waits,
      Instant buildStart) {
    this(
        Tools.ofThisProcess(cache, network, launcher, logs, events, waits)
            .with(new Namespaces(false, "schroot")),
        place,
        buildStart);
  }

  private SchrootEngine(Tools tools, SchrootPlace place, Instant buildStart) {
    this(tools, place, new SchrootSessions(tools), buildStart);
  }

  SchrootEngine(Tools tools, SchrootPlace place, SchrootSessions sessions, Instant buildStart) {
    this.tools = tools;
    this.buildStart = buildStart;
    this.setup = new SchrootSetup(tools, place, buildStart);
    this.sessions = sessions;
    this.folders = new SessionFolders(tools);
  }

  @Override
  public String name() {
    return "schroot";
  }

  @Override
  public Optional<String> obstacle(ChrootSpec spec) {
    return new SchrootRequirements(tools.machine()).missing(spec);
  }

  /** For everybody but root there is nothing to do; what is missing is then told as obstacle. */
  @Override
  public void setUp(ChrootSpec spec) throws BuildFailure {
    if (tools.machine().isRoot()) {
      setup.make(spec);
    }
  }

  @Override
  public Chroot prepare(ChrootSpec spec) throws BuildFailure {
    Optional<String> missing = obstacle(spec);
    if (missing.isPresent()) {
      throw BuildFailure.ofMachine("engine \"schroot\": " + missing.get());
    }
    SchrootConfig config = SchrootConfig.of(spec);
    Base base = config.base(tools.machine()).orElseThrow();
    String command = SchrootRequirements.command(spec.suite().toString());
    if (spec.refresh() && !base.isMadeSince(buildStart)) {
      throw BuildFailure.ofUser(
          "engine \"schroot\": <refresh> is true, and an administrator alone may make the chroot of"
              + " \""
              + spec.suite()
              + "\" anew, with \""
              + command
              + " -Ddjango-deb.refresh\": leave <refresh> out to build in the one that is there");
    }
    Duration age = base.age(Instant.now());
    if (age.compareTo(spec.maxAge()) > 0) {
      tools
          .events()
          .keptOldBase(
              spec.suite(), age, "an administrator may, with \"" + command + "\", and no one else");
    } else {
      tools.events().reusedBase(spec.suite(), age);
    }
    synchronized (names) {
      names.put(base.tree(), config.name());
    }
    return new Chroot(List.of(base.tree()), spec.packages(), spec.origins());
  }

  @Override
  public Session open(Chroot chroot) throws BuildFailure {
    sessions.sweepOnce();
    String name;
    synchronized (names) {
      name = names.get(chroot.layers().get(0));
    }
    SchrootSession session = SchrootSession.begin(tools, sessions, name);
    try {
      if (!chroot.packages().isEmpty()) {
        install(session, name, chroot);
      }
    } catch (BuildFailure | RuntimeException failed) {
      session.close();
      throw failed;
    }
    return session;
  }

  private void install(SchrootSession session, String name, Chroot chroot) throws BuildFailure {
    SortedSet<String> packages = chroot.packages();
    tools.events().makingLayer(packages);
    long start = System.nanoTime();
    SessionFolder folder = folders.make();
    try {
      Shelf archives = tools.archives(tools.cache().chroots().resolve(name));
      archives.forgetBefore(Instant.now().minus(BaseStore.ARCHIVES_KEPT));
      new PackageInstaller(tools, archives, chroot.origins())
          .install(session, packages, folder.path(), session.system(), Optional.empty());
    } catch (IOException refused) {
      throw DiskFault.of(tools.cache().root(), refused);
    } finally {
      folder.delete(tools.remover());
    }
    tools.events().madeLayer(packages, Duration.ofNanos(System.nanoTime() - start));
  }
}
