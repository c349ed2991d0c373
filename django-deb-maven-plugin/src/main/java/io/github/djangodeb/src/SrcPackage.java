package io.github.djangodeb.src;

import io.github.djangodeb.cache.PackageCache;
import io.github.djangodeb.chroot.ChrootEngine;
import io.github.djangodeb.chroot.EngineProvider;
import io.github.djangodeb.chroot.Session;
import io.github.djangodeb.deb.DebWriter;
import io.github.djangodeb.failure.BuildFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** Builds the package of a source, or finds it built. */
public final class SrcPackage {
  private final EngineProvider engine;
  private final PackageCache cache;
  private final DebWriter writer;
  private final SrcEvents events;

  /**
   * @param engine asked only if something must be built
   */
  public SrcPackage(EngineProvider engine, PackageCache cache, DebWriter writer, SrcEvents events) {
    this.engine = engine;
    this.cache = cache;
    this.writer = writer;
    this.events = events;
  }

  /**
   * Builds it or finds it.
   *
   * @throws BuildFailure if something in the source cannot be packaged, or the machine fails
   */
  public SrcBuilt build(SrcRequest request) throws BuildFailure {
    AtomicBoolean made = new AtomicBoolean();
    Path deb =
        cache.findOrBuild(
            request.fileName(),
            request.key(),
            file -> {
              made.set(true);
              write(request, file);
            });
    if (!made.get()) {
      events.reused(deb);
    }
    return new SrcBuilt(deb, request.fileName(), request.hash());
  }

  /** Whether {@link #build} would find it built; nothing is built or written. */
  public boolean isBuilt(SrcRequest request) {
    return cache.find(request.fileName(), request.key()).isPresent();
  }

  private void write(SrcRequest request, Path file) throws BuildFailure {
    events.building(request.packageName());
    long begin = System.nanoTime();
    try (SrcWorkshop workshop = new SrcWorkshop(request)) {
      SrcFacts facts = compile(request, workshop);
      writer.write(SrcDeb.of(request, facts, workshop.archive()), request.compression(), file);
    }
    events.built(file, Duration.ofNanos(System.nanoTime() - begin));
  }

  private SrcFacts compile(SrcRequest request, SrcWorkshop workshop) throws BuildFailure {
    ChrootEngine found = engine.get();
    try (Session session = found.open(found.prepare(request.chroot()))) {
      SrcFacts facts = workshop.build(session);
      if (!facts.uncompiled().isEmpty()) {
        events.uncompiled(facts.uncompiled());
      }
      return facts;
    }
  }
}
