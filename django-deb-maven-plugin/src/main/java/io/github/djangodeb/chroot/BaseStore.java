package io.github.djangodeb.chroot;

import io.github.djangodeb.cache.CacheLock;
import io.github.djangodeb.cache.DiskFault;
import io.github.djangodeb.cache.FileTrees;
import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds bases, has them made where they are missing or too old, and deletes those left behind. */
final class BaseStore {
  /** How long packages that apt downloaded are kept. */
  static final Duration ARCHIVES_KEPT = Duration.ofDays(60);

  private final Tools tools;
  private final BaseMaker maker;
  private final InstantSource clock;
  private final Instant buildStart;
  private final Predicate<Base> used;

  /**
   * @param buildStart a base made since then is fresh enough for whoever wants it made anew, so
   *     that the goals of one build make it once
   */
  BaseStore(Tools tools, BaseMaker maker, InstantSource clock, Instant buildStart) {
    this(tools, maker, clock, buildStart, base -> false);
  }

  /**
   * @param used whether somebody who holds no lock uses a base, so that it must not be deleted
   */
  BaseStore(
      Tools tools, BaseMaker maker, InstantSource clock, Instant buildStart, Predicate<Base> used) {
    this.tools = tools;
    this.maker = maker;
    this.clock = clock;
    this.buildStart = buildStart;
    this.used = used;
  }

  /** The base for a specification: found, or made by one build while the others wait. */
  Base findOrMake(ChrootSpec spec) throws BuildFailure {
    BaseFamily family = BaseFamily.of(spec, tools.namespaces(), tools.cache());
    Optional<Base> fresh = family.current().filter(base -> isFresh(base, spec));
    if (fresh.isPresent()) {
      sweep(family);
      return reuse(spec, fresh.get());
    }
    CacheLock alone = alone(spec, family);
    try {
      if (family.current().isEmpty() && family.recover()) {
        tools.events().recoveredBase(spec.suite());
      }
      fresh = family.current().filter(base -> isFresh(base, spec));
      return fresh.isPresent() ? reuse(spec, fresh.get()) : makeOrKeep(spec, family);
    } finally {
      alone.close();
      sweep(family);
    }
  }

  /** What {@link #findOrMake} would do; nothing is written. */
  BaseOutlook outlook(ChrootSpec spec) {
    Optional<Base> current = BaseFamily.of(spec, tools.namespaces(), tools.cache()).current();
    return new BaseOutlook(
        current.map(base -> base.age(clock.instant())),
        current.filter(base -> isFresh(base, spec)).isPresent());
  }

  private CacheLock alone(ChrootSpec spec, BaseFamily family) throws BuildFailure {
    String what = "the chroot of " + spec.suite();
    return CacheLock.exclusive(lock(family), what, tools.waits());
  }

  private java.nio.file.Path lock(BaseFamily family) throws BuildFailure {
    return tools.lock("chroot-" + family.name());
  }

  private boolean isFresh(Base base, ChrootSpec spec) {
    boolean ofThisBuild = base.isMadeSince(buildStart);
    boolean young = base.age(clock.instant()).compareTo(spec.maxAge()) <= 0;
    return ofThisBuild || (young && !spec.refresh());
  }

  private Base reuse(ChrootSpec spec, Base base) {
    tools.events().reusedBase(spec.suite(), base.age(clock.instant()));
    return base;
  }

  private Base makeOrKeep(ChrootSpec spec, BaseFamily family) throws BuildFailure {
    try {
      return make(spec, family);
    } catch (BuildFailure failed) {
      Optional<Base> old = family.current();
      // Whoever asks for a fresh one by hand is told that there is none, and so is an interruption.
      if (old.isEmpty() || spec.refresh() || Thread.currentThread().isInterrupted()) {
        throw failed;
      }
      Duration age = old.get().age(clock.instant());
      tools.events().keptOldBase(spec.suite(), age, failed.getMessage());
      return old.get();
    }
  }

  private Base make(ChrootSpec spec, BaseFamily family) throws BuildFailure {
    tools.events().makingBase(spec.suite());
    Instant start = clock.instant();
    Base base = Base.at(family.folder(), start);
    family.drafts().forEach(tools.remover()::remove);
    try {
      Files.createDirectories(family.folder());
      maker.make(spec, family.draft(base));
      family.publish(base);
      tools.archives(family.folder()).forgetBefore(start.minus(ARCHIVES_KEPT));
    } catch (IOException refused) {
      throw DiskFault.of(family.folder(), refused);
    } finally {
      tools.remover().remove(family.draft(base));
    }
    tools.events().madeBase(spec.suite(), Duration.between(start, clock.instant()));
    return base;
  }

  /** Deletes bases that are neither current nor held by anyone, and what killed builds left. */
  private void sweep(BaseFamily family) throws BuildFailure {
    if (family.superseded().isEmpty() && family.drafts().isEmpty()) {
      return;
    }
    // Without the lock, a base that is just being published would look superseded.
    Optional<CacheLock> lock = CacheLock.tryExclusive(lock(family));
    if (lock.isPresent()) {
      try {
        family.drafts().forEach(tools.remover()::remove);
        for (Base old : family.superseded()) {
          if (!used.test(old)) {
            deleteUnlessHeld(old);
          }
        }
      } finally {
        lock.get().close();
      }
    }
  }

  private void deleteUnlessHeld(Base old) throws BuildFailure {
    Optional<CacheLock> nobodyHasIt = CacheLock.tryExclusive(tools.lock("base-" + old.id()));
    if (nobodyHasIt.isPresent()) {
      boolean gone = tools.remover().remove(old.folder());
      if (gone) {
        forgetLayerLocks(old);
        nobodyHasIt.get().closeForever();
      }
      nobodyHasIt.get().close();
    }
  }

  /** Whoever makes a layer holds its base, so nobody does now. */
  private void forgetLayerLocks(Base gone) throws BuildFailure {
    try {
      FileTrees.deleteAll(tools.cache().locks(), "layer-" + gone.id() + "-");
    } catch (IOException left) {
      // Empty files that nobody needs do no harm.
      return;
    }
  }
}
