package io.github.djangodeb.env;

import com.google.gson.Gson;
import io.github.djangodeb.cache.CacheDirectory;
import io.github.djangodeb.cache.CacheEvents;
import io.github.djangodeb.cache.DiskFault;
import io.github.djangodeb.cache.PackageCache;
import io.github.djangodeb.chroot.Chroot;
import io.github.djangodeb.chroot.ChrootEngine;
import io.github.djangodeb.chroot.EngineProvider;
import io.github.djangodeb.deb.BuildInfo;
import io.github.djangodeb.deb.DebPackage;
import io.github.djangodeb.deb.DebWriter;
import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Builds the package of a virtualenv, or finds it built. */
public final class EnvPackage {
  private final EngineProvider engine;
  private final CacheDirectory cache;
  private final CacheEvents cacheEvents;
  private final PackageCache packages;
  private final SharedEnvs shared;
  private final DebWriter writer;
  private final EnvEvents events;

  /**
   * @param engine asked only if something must be built
   * @param shared asked before that
   */
  public EnvPackage(
      EngineProvider engine,
      CacheDirectory cache,
      CacheEvents cacheEvents,
      SharedEnvs shared,
      DebWriter writer,
      EnvEvents events) {
    this.engine = engine;
    this.cache = cache;
    this.packages = new PackageCache(cache, cacheEvents);
    this.cacheEvents = cacheEvents;
    this.shared = shared;
    this.writer = writer;
    this.events = events;
  }

  /**
   * Checks all of a request that can be checked before anything is built.
   *
   * @throws BuildFailure the user's, if a setting of pip's is wrong, a login is missing or the
   *     requirements are not as they must be
   */
  public static void check(EnvRequest request) throws BuildFailure {
    EnvPlan.of(request).check();
  }

  /**
   * Builds it or finds it.
   *
   * @throws BuildFailure if the requirements cannot be installed, or the machine fails
   */
  public EnvBuilt build(EnvRequest request) throws BuildFailure {
    EnvPlan plan = checked(request);
    Making making = new Making(plan);
    List<String> names = fileNames(plan);
    List<Path> files = packages.findOrBuild(names, plan.key(), making::make);
    if (!making.isDone()) {
      events.reused(files.get(0));
    }
    return new EnvBuilt(
        files.get(0),
        names.get(0),
        plan.hash(),
        plan.key(),
        read(files.get(1)),
        files.get(2),
        files.get(3));
  }

  /**
   * What {@link #build} would do. Nothing is built, fetched, or written to the cache.
   *
   * @throws BuildFailure the user's, as that would
   */
  public EnvOutlook outlook(EnvRequest request) throws BuildFailure {
    EnvPlan plan = checked(request);
    Optional<List<Path>> cached = packages.find(fileNames(plan), plan.key());
    return new EnvOutlook(
        plan.fileName(),
        plan.hash(),
        cached.isPresent(),
        cached.isPresent() ? SharedEnvs.Sighting.NOWHERE : shared.look(plan.sharedKey()),
        cached.isPresent() ? Optional.of(read(cached.get().get(1))) : Optional.empty());
  }

  private static List<String> fileNames(EnvPlan plan) {
    return List.of(
        plan.fileName(),
        "facts.json",
        BuildInfo.nameFor(plan.fileName()),
        plan.packageName() + EnvBom.SUFFIX);
  }

  private EnvPlan checked(EnvRequest request) throws BuildFailure {
    EnvPlan plan = EnvPlan.of(request);
    plan.check();
    request.requirements().notes().forEach(events::note);
    plan.warnings().forEach(events::warning);
    return plan;
  }

  private static EnvFacts read(Path file) throws BuildFailure {
    try {
      return new Gson().fromJson(Files.readString(file), EnvFacts.class);
    } catch (IOException unreadable) {
      throw DiskFault.of(file, unreadable);
    }
  }

  /** One build, at most. */
  private final class Making {
    private final EnvPlan plan;
    private Optional<EnvFacts> made = Optional.empty();

    Making(EnvPlan plan) {
      this.plan = plan;
    }

    boolean isDone() {
      return made.isPresent();
    }

    /** Makes the package, its facts, its record and its list of parts. */
    void make(List<Path> files) throws BuildFailure {
      Path deb = files.get(0);
      takeOrWriteDeb(deb);
      EnvFacts facts = made.orElseThrow();
      BuildInfo buildInfo =
          new BuildInfo(
              EnvDeb.control(plan, facts),
              plan.request().chroot().architecture(),
              facts.installed(),
              plan.environment());
      try {
        Files.writeString(files.get(1), new Gson().toJson(facts));
        Files.writeString(files.get(2), buildInfo.text(deb));
        Files.writeString(files.get(3), EnvBom.of(plan, facts));
      } catch (IOException refused) {
        throw DiskFault.of(deb, refused);
      }
    }

    /** What another machine has built is taken if it is what it should be. */
    private void takeOrWriteDeb(Path file) throws BuildFailure {
      Optional<SharedEnvs.Found> found = shared.find(plan.sharedKey());
      if (found.isPresent() && takes(found.get())) {
        copy(found.get().deb(), file);
        events.taken(file);
      } else {
        writeDeb(file);
      }
    }

    private boolean takes(SharedEnvs.Found found) {
      try {
        made = Optional.of(SharedEnv.verify(found, plan));
        return true;
      } catch (IOException odd) {
        events.warning(
            "virtualenv: "
                + plan.packageName()
                + " in the repository is not used, and built here: "
                + odd.getMessage());
        return false;
      }
    }

    private void copy(Path deb, Path file) throws BuildFailure {
      try {
        Files.copy(deb, file);
      } catch (IOException refused) {
        throw DiskFault.of(file, refused);
      }
    }

    private void writeDeb(Path file) throws BuildFailure {
      events.building(plan.packageName());
      long begin = System.nanoTime();
      ChrootEngine found = engine.get();
      Chroot chroot = found.prepare(plan.request().chroot().with(plan.request().chrootPackages()));
      try (EnvWorkshop workshop = new EnvWorkshop(plan, cache, cacheEvents, events);
          AsideCloser session = new AsideCloser(found.open(chroot))) {
        EnvFacts facts = workshop.build(session.get());
        // Throwing the session's thousands of files away takes as long as writing the package.
        session.closeAside();
        warnOfMissing(facts);
        DebPackage deb = EnvDeb.of(plan, facts, workshop.archive());
        writer.write(deb, plan.request().compression(), file);
        made = Optional.of(facts);
      }
      events.built(file, Duration.ofNanos(System.nanoTime() - begin));
    }

    private void warnOfMissing(EnvFacts facts) {
      facts.missing().forEach((library, file) -> events.warning(missingLibrary(library, file)));
    }

    private String missingLibrary(String library, String file) {
      return file
          + " needs "
          + library
          + ", which neither the virtualenv nor a Debian package that it depends on has: if it"
          + " fails to load on the host, add the package with that library to"
          + " venv-debian-requirements.txt";
    }
  }
}
