package io.github.djangodeb.build;

import io.github.djangodeb.cache.FileTrees;
import io.github.djangodeb.chroot.ChrootEngine;
import io.github.djangodeb.chroot.ChrootSpec;
import io.github.djangodeb.chroot.EngineProvider;
import io.github.djangodeb.chroot.InstalledPackages;
import io.github.djangodeb.chroot.Session;
import io.github.djangodeb.chroot.SessionCommand;
import io.github.djangodeb.django.DjangoProject;
import io.github.djangodeb.django.ProjectCollector;
import io.github.djangodeb.django.ProjectFacts;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.TargetPath;
import io.github.djangodeb.process.Outcome;
import io.github.djangodeb.requirements.RequirementsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Runs the project in a session that has its virtualenv and its source at their final paths: once
 * for each settings module, however many sites have it, and not at all if nobody asks.
 */
final class SiteWorkshop implements AutoCloseable {
  private static final TargetPath DEBS = new TargetPath("/build/debs");

  /**
   * What a project that reads its environment finds there while it is packaged. No database is
   * reached; the values only have to be of the right form. What stands behind the {@code ://} is a
   * mark, by which {@code collect_project.py} knows a setting again that was made of the value.
   */
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "SECRET_KEY", "only for the build",
          "ALLOWED_HOSTS", "localhost",
          "DATABASE", "build",
          "DATABASE_URL", "sqlite:////build/site/given-by-django-deb",
          "CACHE_URL", "locmemcache://given-by-django-deb",
          "CELERY_BROKER_URL", "memory://given-by-django-deb",
          "MEDIA_ROOT", "/build/media",
          "STATIC_ROOT", "/build/site/static");

  /**
   * What is run, and where.
   *
   * @param chroot has what the two packages depend on
   * @param debs the packages of the virtualenv and the source, in the cache
   * @param env where the first of them unpacks to
   * @param src where the second does
   * @param work a folder of this machine, made anew
   * @param requirements the file that the virtualenv's are read from
   * @param servers how its sites want each project to be served
   */
  record Place(
      ChrootSpec chroot,
      List<Path> debs,
      TargetPath env,
      TargetPath src,
      Path work,
      RequirementsFile requirements,
      Map<DjangoProject, List<String>> servers) {}

  /**
   * What a project turned out to be with one settings module.
   *
   * @param facts what is to be known about it
   * @param staticFiles where its static files lie, if they were collected
   */
  record Collected(ProjectFacts facts, Optional<Path> staticFiles) {}

  private final EngineProvider engine;
  private final Place place;
  private final BuildEvents.SiteEvents events;
  private final Map<DjangoProject, Collected> collected = new HashMap<>();
  private Optional<Session> session = Optional.empty();
  private Optional<List<String>> installed = Optional.empty();

  SiteWorkshop(EngineProvider engine, Place place, BuildEvents.SiteEvents events) {
    this.engine = engine;
    this.place = place;
    this.events = events;
  }

  /**
   * Imports the project's settings and collects its static files, unless that is done.
   *
   * @throws BuildFailure if the settings cannot be used or the files not be collected
   */
  Collected collected(DjangoProject project) throws BuildFailure {
    Collected earlier = collected.get(project);
    if (earlier != null) {
      return earlier;
    }
    long begin = System.nanoTime();
    Session open = session();
    Path work = place.work().resolve(project.settings());
    make(work);
    ProjectCollector collector =
        new ProjectCollector(open, work, place.requirements(), place.servers().get(project));
    ProjectFacts facts = collector.collect(project, place.env(), place.src(), ENVIRONMENT);
    events.collected(
        facts.djangoVersion(), facts.staticFiles(), Duration.ofNanos(System.nanoTime() - begin));
    Collected found =
        new Collected(
            facts,
            facts.staticFiles() == ProjectFacts.StaticFiles.COLLECTED
                ? Optional.of(collector.staticFiles())
                : Optional.empty());
    collected.put(project, found);
    return found;
  }

  /** The Debian packages that the project is run among. */
  List<String> installed() throws BuildFailure {
    if (installed.isEmpty()) {
      installed =
          Optional.of(InstalledPackages.of(session(), place.work().resolve("packages.log")));
    }
    return installed.get();
  }

  /** What programs find in their environment. */
  static SortedMap<String, String> environment() {
    SortedMap<String, String> all = new TreeMap<>(ENVIRONMENT);
    all.put("LC_ALL", "C.UTF-8");
    return all;
  }

  private static void make(Path folder) throws BuildFailure {
    try {
      FileTrees.delete(folder);
      Files.createDirectories(folder);
    } catch (IOException refused) {
      throw BuildFailure.ofMachine(
          "The folder " + folder + " cannot be made anew: " + refused.getMessage(), refused);
    }
  }

  private Session session() throws BuildFailure {
    if (session.isEmpty()) {
      make(place.work());
      ChrootEngine chosen = engine.get();
      session = Optional.of(chosen.open(chosen.prepare(place.chroot())));
      for (Path deb : place.debs()) {
        unpack(session.get(), deb);
      }
    }
    return session.get();
  }

  private void unpack(Session open, Path deb) throws BuildFailure {
    TargetPath inside = DEBS.resolve(deb.getFileName().toString());
    Outcome outcome =
        open.run(
            SessionCommand.of("dpkg-deb", "--extract", inside.text(), "/").reading(deb, inside),
            place.work().resolve("unpack.log"),
            line -> {});
    if (!outcome.succeeded()) {
      throw BuildFailure.ofMachine(
          "The package " + deb + " cannot be unpacked in the chroot:\n" + outcome.tellTail());
    }
  }

  /** Throws the session away. */
  @Override
  public void close() {
    session.ifPresent(Session::close);
    session = Optional.empty();
  }
}
