package io.github.djangodeb.src;

import io.github.djangodeb.cache.DiskFault;
import io.github.djangodeb.cache.PackageCache;
import io.github.djangodeb.chroot.Chroot;
import io.github.djangodeb.chroot.ChrootEngine;
import io.github.djangodeb.chroot.EngineProvider;
import io.github.djangodeb.chroot.Session;
import io.github.djangodeb.chroot.SessionCommand;
import io.github.djangodeb.deb.BuildInfo;
import io.github.djangodeb.deb.DebPackage;
import io.github.djangodeb.deb.DebWriter;
import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Builds the package of a source, or finds it built. */
public final class SrcPackage {
  /** What the compiler of bytecode finds in its environment, as {@code build_src.py} sets it. */
  private static final SortedMap<String, String> ENVIRONMENT =
      Collections.unmodifiableSortedMap(
          new TreeMap<>(Map.of("LC_ALL", "C.UTF-8", "PYTHONHASHSEED", "0")));

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
    List<Path> files =
        cache.findOrBuild(
            fileNames(request),
            request.key(),
            drafts -> {
              made.set(true);
              write(request, drafts.get(0), drafts.get(1));
            });
    if (!made.get()) {
      events.reused(files.get(0));
    }
    return new SrcBuilt(files.get(0), request.fileName(), request.hash(), files.get(1));
  }

  /** Whether {@link #build} would find it built; nothing is built or written. */
  public boolean isBuilt(SrcRequest request) {
    return cache.find(fileNames(request), request.key()).isPresent();
  }

  private static List<String> fileNames(SrcRequest request) {
    return List.of(request.fileName(), BuildInfo.nameFor(request.fileName()));
  }

  private void write(SrcRequest request, Path file, Path buildInfo) throws BuildFailure {
    events.building(request.packageName());
    long begin = System.nanoTime();
    try (SrcWorkshop workshop = new SrcWorkshop(request)) {
      SrcFacts facts = compile(request, workshop);
      DebPackage deb = SrcDeb.of(request, facts, workshop.archive());
      writer.write(deb, request.compression(), file);
      Files.writeString(buildInfo, record(request, facts, deb).text(file));
    } catch (IOException refused) {
      throw DiskFault.of(buildInfo, refused);
    }
    events.built(file, Duration.ofNanos(System.nanoTime() - begin));
  }

  private static BuildInfo record(SrcRequest request, SrcFacts facts, DebPackage deb) {
    return new BuildInfo(
        deb.control(), request.chroot().architecture(), facts.installed(), ENVIRONMENT);
  }

  private SrcFacts compile(SrcRequest request, SrcWorkshop workshop) throws BuildFailure {
    ChrootEngine found = engine.get();
    Chroot base = found.prepare(request.chroot());
    try (Session session = found.open(base)) {
      if (areKnown(session, request)) {
        return compile(session, workshop);
      }
    }
    install(found, request);
    try (Session session = found.open(base)) {
      return compile(session, workshop);
    }
  }

  /** Whether apt could install what the source needs on its hosts; nothing is installed. */
  private static boolean areKnown(Session session, SrcRequest request) throws BuildFailure {
    if (request.relations().all().isEmpty()) {
      return true;
    }
    List<String> satisfy =
        new ArrayList<>(
            List.of("apt-get", "--simulate", "--no-install-recommends", "satisfy", "--"));
    satisfy.addAll(request.relations().texts());
    return session
        .run(
            SessionCommand.of(satisfy.toArray(String[]::new)),
            request.logs().resolve("src-relations.log"),
            line -> {})
        .succeeded();
  }

  /**
   * Installs it in a session that nobody works in. The lists that are there may be older than a
   * package, or none at all: who installs it asks the mirror, and says what is not there. Else that
   * would be told when the sites are packaged, which is last.
   */
  private static void install(ChrootEngine engine, SrcRequest request) throws BuildFailure {
    // Some engines install when they prepare a chroot, others when they open a session in it.
    Chroot whole = engine.prepare(request.chroot().with(request.relations().texts()));
    engine.open(whole).close();
  }

  private SrcFacts compile(Session session, SrcWorkshop workshop) throws BuildFailure {
    SrcFacts facts = workshop.build(session);
    if (!facts.uncompiled().isEmpty()) {
      events.uncompiled(facts.uncompiled());
    }
    return facts;
  }
}
