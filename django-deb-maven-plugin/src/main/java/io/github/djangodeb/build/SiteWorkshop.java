package io.github.djangodeb.build;

import io.github.djangodeb.chroot.Chroot;
import io.github.djangodeb.chroot.ChrootEngine;
import io.github.djangodeb.chroot.Session;
import io.github.djangodeb.chroot.SessionCommand;
import io.github.djangodeb.django.DjangoProject;
import io.github.djangodeb.django.ProjectCollector;
import io.github.djangodeb.django.ProjectFacts;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.TargetPath;
import io.github.djangodeb.process.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs the project in a session that has its virtualenv and its source at their final paths. */
final class SiteWorkshop {
  private static final TargetPath DEBS = new TargetPath("/build/debs");

  /**
   * What a project that reads its environment finds there while it is packaged. No database is
   * reached; the values only have to be of the right form.
   */
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "SECRET_KEY", "only for the build",
          "ALLOWED_HOSTS", "localhost",
          "DATABASE", "build",
          "DATABASE_URL", "sqlite:///:memory:",
          "CACHE_URL", "locmemcache://",
          "CELERY_BROKER_URL", "memory://",
          "MEDIA_ROOT", "/build/media",
          "STATIC_ROOT", "/build/site/static");

  private final ChrootEngine engine;
  private final Path work;

  /**
   * @param work an empty folder of this machine
   */
  SiteWorkshop(ChrootEngine engine, Path work) {
    this.engine = engine;
    this.work = work;
  }

  /** Where the collected static files lie afterwards. */
  Path staticFiles() {
    return work.resolve("static");
  }

  /**
   * Imports the project's settings and collects its static files.
   *
   * @param chroot has what the two packages depend on
   * @param debs the packages of the virtualenv and the source, in the cache
   * @throws BuildFailure if the settings cannot be used or the files not be collected
   */
  ProjectFacts collect(
      Chroot chroot, List<Path> debs, DjangoProject project, TargetPath env, TargetPath src)
      throws BuildFailure {
    try (Session session = engine.open(chroot)) {
      for (Path deb : debs) {
        unpack(session, deb);
      }
      return new ProjectCollector(session, work).collect(project, env, src, ENVIRONMENT);
    }
  }

  private void unpack(Session session, Path deb) throws BuildFailure {
    TargetPath inside = DEBS.resolve(deb.getFileName().toString());
    Outcome outcome =
        session.run(
            SessionCommand.of("dpkg-deb", "--extract", inside.text(), "/").reading(deb, inside),
            work.resolve("unpack.log"),
            line -> {});
    if (!outcome.succeeded()) {
      throw BuildFailure.ofMachine(
          "The package " + deb + " cannot be unpacked in the chroot:\n" + outcome.tellTail());
    }
  }
}
