package io.github.djangodeb.chroot;

import io.github.djangodeb.cache.CacheDirectory;
import io.github.djangodeb.cache.CacheEvents;
import io.github.djangodeb.cache.CacheLock;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.process.ProcessLauncher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chroots in the cache folder, made by mmdebstrap and entered in namespaces: as root, or as a
 * normal user with subordinate ids. Nothing needs to be configured, and nothing stays mounted.
 */
public final class UnshareEngine implements ChrootEngine, AutoCloseable {
  private final Tools tools;
  private final BaseStore bases;
  private final LayerMaker layers;
  private final SessionOpener sessions;
  private final ForeignArchitecture foreign;
  private final Map<String, CacheLock> held = new HashMap<>();

  /**
   * @param network how apt reaches archives, besides what this machine's apt is told
   * @param logs folder for the logs of the tools that make chroots
   * @param buildStart when this build began: a base made since then is not made again
   */
  public UnshareEngine(
      CacheDirectory cache,
      NetworkAccess network,
      ProcessLauncher launcher,
      Path logs,
      ChrootEvents events,
      CacheEvents waits,
      Instant buildStart) {
    this(
        Tools.ofThisProcess(cache, network, launcher, logs, events, waits),
        Architecture.ofThisMachine(),
        buildStart);
  }

  UnshareEngine(Tools tools, Architecture own, Instant buildStart) {
    this.tools = tools;
    foreign = new ForeignArchitecture(tools, own);
    bases = new BaseStore(tools, new BaseMaker(tools), InstantSource.system(), buildStart);
    sessions = new SessionOpener(tools);
    layers = new LayerMaker(tools, sessions);
  }

  @Override
  public String name() {
    return "unshare";
  }

  @Override
  public Optional<String> obstacle(ChrootSpec spec) {
    Optional<String> missing = new UnshareRequirements(tools.machine()).missing();
    if (missing.isPresent()) {
      return missing;
    }
    try {
      return new NamespaceProbe(tools).obstacle();
    } catch (BuildFailure failed) {
      return Optional.of(failed.getMessage());
    }
  }

  @Override
  public Optional<BaseOutlook> outlook(ChrootSpec spec) {
    return Optional.of(bases.outlook(spec));
  }

  @Override
  public void require(ChrootSpec spec) throws BuildFailure {
    foreign.require(spec.architecture());
  }

  @Override
  public Chroot prepare(ChrootSpec spec) throws BuildFailure {
    require(spec);
    Base base = hold(spec);
    if (spec.packages().isEmpty()) {
      return new Chroot(List.of(base.tree()));
    }
    return new Chroot(
        List.of(layers.findOrMake(base, spec.packages(), spec.origins()), base.tree()));
  }

  /** Another build may delete the base between its being found and held, if it is not current. */
  private Base hold(ChrootSpec spec) throws BuildFailure {
    while (true) {
      Base base = bases.findOrMake(spec);
      CacheLock hold = tools.hold(base);
      if (Files.isDirectory(base.tree())) {
        keep(base, hold);
        return base;
      }
      hold.close();
    }
  }

  private synchronized void keep(Base base, CacheLock hold) {
    CacheLock before = held.put(base.id(), hold);
    if (before != null) {
      before.close();
    }
  }

  @Override
  public Session open(Chroot chroot) throws BuildFailure {
    return sessions.open(chroot);
  }

  /** Lets go of the chroots that were prepared: a later build may delete what is out of date. */
  @Override
  public synchronized void close() {
    held.values().forEach(CacheLock::close);
    held.clear();
  }
}
