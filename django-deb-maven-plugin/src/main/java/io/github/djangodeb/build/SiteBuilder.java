package io.github.djangodeb.build;

import io.github.djangodeb.cache.FileTrees;
import io.github.djangodeb.cache.PackageCache;
import io.github.djangodeb.cache.PluginFingerprint;
import io.github.djangodeb.chroot.EngineProvider;
import io.github.djangodeb.deb.Compression;
import io.github.djangodeb.deb.DebWriter;
import io.github.djangodeb.django.ProjectFacts;
import io.github.djangodeb.env.EnvBuilt;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.ContentHash;
import io.github.djangodeb.name.DebianVersion;
import io.github.djangodeb.name.SiteNames;
import io.github.djangodeb.site.Application;
import io.github.djangodeb.site.AsgiServer;
import io.github.djangodeb.site.CacheMode;
import io.github.djangodeb.site.DatabaseMode;
import io.github.djangodeb.site.QueueMode;
import io.github.djangodeb.site.Release;
import io.github.djangodeb.site.Services;
import io.github.djangodeb.site.SitePackage;
import io.github.djangodeb.site.SiteSpec;
import io.github.djangodeb.site.UrlPath;
import io.github.djangodeb.site.Web;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Builds the package of a site, or finds it built. */
final class SiteBuilder {
  private final EngineProvider engine;
  private final PackageCache packages;
  private final DebWriter writer;
  private final BuildEvents.SiteEvents events;

  SiteBuilder(
      EngineProvider engine,
      PackageCache packages,
      DebWriter writer,
      BuildEvents.SiteEvents events) {
    this.engine = engine;
    this.packages = packages;
    this.writer = writer;
    this.events = events;
  }

  /**
   * What one site is built of.
   *
   * @param request the pom's
   * @param source the source
   * @param src the source's package
   * @param env the virtualenv's package
   * @param relations Debian relations that the two packages need where they run
   */
  record Parts(
      BuildRequest request,
      Source source,
      Artifact src,
      EnvBuilt env,
      SortedSet<String> relations) {
    SiteNames names() {
      return request.names();
    }

    DebianVersion version() throws BuildFailure {
      String version = request.packaging().mavenVersion();
      try {
        return DebianVersion.ofMaven(version, source.time());
      } catch (IllegalArgumentException refused) {
        throw BuildFailure.ofUser("<version>: " + refused.getMessage() + ".", refused);
      }
    }

    /** The hash over everything that goes into the package. */
    String key() {
      String all =
          String.join(
              "\n",
              PluginFingerprint.text(),
              names().toString(),
              request.packaging().mavenVersion(),
              request.packaging().maintainer(),
              request.packaging().homepage(),
              request.packaging().compression().toString(),
              request.target().suite().toString(),
              request.target().architecture().toString(),
              request.site().toString(),
              source.identity(),
              source.time().toString(),
              source.project().toString(),
              src.fileName(),
              env.fileName(),
              relations.toString());
      return ContentHash.sha256(all.getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * Builds it or finds it.
   *
   * @throws BuildFailure if the project cannot be run, or the machine fails
   */
  Artifact build(Parts parts) throws BuildFailure {
    String fileName =
        parts.names().sitePackage() + "_" + parts.version() + "_" + Architecture.ALL + ".deb";
    boolean[] built = {false};
    Path deb =
        packages.findOrBuild(
            fileName,
            parts.key(),
            file -> {
              write(parts, file);
              built[0] = true;
            });
    if (!built[0]) {
      events.reused(deb);
    }
    return new Artifact(deb, fileName);
  }

  private void write(Parts parts, Path file) throws BuildFailure {
    events.building(parts.names());
    long begin = System.nanoTime();
    Path work = parts.request().packaging().target().resolve("django-deb/site");
    try {
      FileTrees.delete(work);
      Files.createDirectories(work);
    } catch (IOException refused) {
      throw BuildFailure.ofMachine(
          "The folder " + work + " cannot be made anew: " + refused.getMessage(), refused);
    }
    SiteSpec spec = spec(parts, new SiteWorkshop(engine.get(), work));
    Compression compression = parts.request().packaging().compression();
    writer.write(SitePackage.of(spec, compression), compression, file);
    events.built(file, since(begin));
  }

  private SiteSpec spec(Parts parts, SiteWorkshop workshop) throws BuildFailure {
    ProjectFacts facts = collect(parts, workshop);
    SiteOptions options = parts.request().site();
    DatabaseMode database = DatabaseChoice.of(options.services().database(), facts);
    tell(parts.request(), database, facts);
    Optional<AsgiServer> server = ServerChoice.of(options.web().server(), facts);
    tellOfServer(server, facts);
    try {
      return new SiteSpec(
          parts.names(),
          parts.request().packaging().maintainer(),
          parts.request().packaging().homepage(),
          new Release(
              parts.version(), parts.source().time(), parts.env().hash(), parts.source().hash()),
          new Application(
              parts.source().project(), facts.wsgiApplication(), facts.asgiApplication(), server),
          web(options.web(), facts, workshop),
          new Services(database, QueueMode.OFF, CacheMode.OFF),
          Optional.empty(),
          options.migrate(),
          options.provided());
    } catch (IllegalArgumentException refused) {
      throw BuildFailure.ofUser(
          "The project's settings \""
              + parts.source().project().settings()
              + "\" cannot be packaged: "
              + refused.getMessage()
              + ".",
          refused);
    }
  }

  private static Web web(WebOptions options, ProjectFacts facts, SiteWorkshop workshop) {
    return new Web(
        options.serverNames(),
        options.healthPath(),
        options.tls(),
        options.uploadSize(),
        UrlPath.ofSetting(facts.staticUrl()),
        UrlPath.ofSetting(facts.mediaUrl()),
        facts.staticFiles() == ProjectFacts.StaticFiles.COLLECTED
            ? Optional.of(workshop.staticFiles())
            : Optional.empty());
  }

  private ProjectFacts collect(Parts parts, SiteWorkshop workshop) throws BuildFailure {
    long begin = System.nanoTime();
    SortedSet<String> relations = new TreeSet<>(parts.relations());
    ProjectFacts facts =
        workshop.collect(
            engine.get().prepare(parts.request().target().chrootWith(relations)),
            List.of(parts.env().deb(), parts.src().cached()),
            parts.source().project(),
            parts.names().envDirectory(parts.env().hash()),
            parts.names().srcDirectory(parts.source().hash()));
    events.collected(facts.djangoVersion(), facts.staticFiles(), since(begin));
    return facts;
  }

  private void tell(BuildRequest request, DatabaseMode database, ProjectFacts facts) {
    if (request.site().services().database().isEmpty()) {
      events.chosen("database " + database + ", as " + reason(database, facts));
    }
  }

  private void tellOfServer(Optional<AsgiServer> server, ProjectFacts facts) {
    server.ifPresent(asgi -> events.chosen("server " + asgi + ", as the site is one of ASGI"));
    // Of a WSGI application that nobody runs nobody needs to hear.
    if (server.isEmpty() && !facts.wsgiFault().isEmpty()) {
      events.wsgiFailed(wsgi(facts), facts.wsgiFault());
    }
  }

  private static String reason(DatabaseMode database, ProjectFacts facts) {
    if (facts.databaseEngine().isEmpty()) {
      return "the project has no default database";
    }
    String engine = "the project's settings name " + facts.databaseEngine();
    return database == DatabaseMode.POSTGRESQL
        ? "the virtualenv has its driver (" + engine + " while they are packaged)"
        : engine;
  }

  private static String wsgi(ProjectFacts facts) {
    return facts.wsgiApplication().isEmpty() ? "of Django itself" : facts.wsgiApplication();
  }

  private static Duration since(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin);
  }
}
