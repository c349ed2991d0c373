package io.github.djangodeb.build;

import io.github.djangodeb.cache.DiskFault;
import io.github.djangodeb.cache.PackageCache;
import io.github.djangodeb.chroot.EngineProvider;
import io.github.djangodeb.chroot.Origins;
import io.github.djangodeb.deb.BuildInfo;
import io.github.djangodeb.deb.Compression;
import io.github.djangodeb.deb.DebPackage;
import io.github.djangodeb.deb.DebWriter;
import io.github.djangodeb.django.DjangoProject;
import io.github.djangodeb.django.ProjectFacts;
import io.github.djangodeb.env.EnvBuilt;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.DebianVersion;
import io.github.djangodeb.name.SiteNames;
import io.github.djangodeb.requirements.RequirementsFile;
import io.github.djangodeb.site.Application;
import io.github.djangodeb.site.AsgiServer;
import io.github.djangodeb.site.CacheMode;
import io.github.djangodeb.site.Celery;
import io.github.djangodeb.site.DatabaseMode;
import io.github.djangodeb.site.QueueMode;
import io.github.djangodeb.site.Release;
import io.github.djangodeb.site.ServerInterface;
import io.github.djangodeb.site.Services;
import io.github.djangodeb.site.SitePackage;
import io.github.djangodeb.site.SiteSpec;
import io.github.djangodeb.site.UrlPath;
import io.github.djangodeb.site.Web;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Builds the packages of the sites, or finds them built. */
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
   * What the sites are built of.
   *
   * @param request the pom's
   * @param source the source
   * @param src the source's package
   * @param env the virtualenv's package
   * @param requirements the file that the virtualenv's are read from
   * @param relations Debian relations that the two packages need where they run
   * @param origins where the user has written them
   */
  record Parts(
      BuildRequest request,
      Source source,
      Artifact src,
      EnvBuilt env,
      RequirementsFile requirements,
      SortedSet<String> relations,
      Origins origins) {
    DebianVersion version() throws BuildFailure {
      return SiteKey.version(request, source);
    }

    Instant fileTime() {
      return request.packaging().fileTime(source.time());
    }

    DjangoProject project(SiteRequest site) {
      return source.projects().get(site.names());
    }

    SiteWorkshop.Place place() {
      return new SiteWorkshop.Place(
          request.target().chrootWith(new TreeSet<>(relations)).with(origins),
          List.of(env.deb(), src.cached()),
          request.names().envDirectory(env.hash()),
          request.names().srcDirectory(source.hash()),
          request.packaging().target().resolve("django-deb/site"),
          requirements,
          servers(request.sites(), source.projects()));
    }

    /** How the sites of each project want it to be served. */
    static Map<DjangoProject, List<String>> servers(
        List<SiteRequest> sites, Map<SiteNames, DjangoProject> projects) {
      return sites.stream()
          .collect(
              Collectors.groupingBy(
                  site -> projects.get(site.names()),
                  Collectors.mapping(Parts::server, Collectors.toList())));
    }

    private static String server(SiteRequest site) {
      return site.options().web().server().map(ServerInterface::toString).orElse("auto");
    }

    /** The Debian packages with those two, which are only unpacked among them. */
    List<String> among(List<String> installed) {
      SortedSet<String> all = new TreeSet<>(installed);
      for (String fileName : List.of(env.fileName(), src.fileName())) {
        String[] words = fileName.split("_");
        all.add(words[0] + " (= " + words[1] + ")");
      }
      return List.copyOf(all);
    }

    SiteKey key(SiteRequest site) throws BuildFailure {
      return SiteKey.of(request, source, List.of(src.fileName(), env.fileName()), relations, site);
    }
  }

  /**
   * Builds the package of each site or finds it.
   *
   * @return each package with the record of how it was built, in the order of the request
   * @throws BuildFailure if the project cannot be run, or the machine fails
   */
  List<List<Artifact>> build(Parts parts) throws BuildFailure {
    try (SiteWorkshop workshop = new SiteWorkshop(engine, parts.place(), events)) {
      List<List<Artifact>> built = new ArrayList<>();
      for (SiteRequest site : parts.request().sites()) {
        try {
          built.add(build(parts, site, workshop));
        } catch (BuildFailure failure) {
          throw parts.request().allSites() ? failure.in(site.told()) : failure;
        }
      }
      return built;
    }
  }

  private List<Artifact> build(Parts parts, SiteRequest site, SiteWorkshop workshop)
      throws BuildFailure {
    SiteKey key = parts.key(site);
    boolean[] built = {false};
    List<Path> files =
        packages.findOrBuild(
            key.fileNames(),
            key.text(),
            drafts -> {
              write(parts, site, workshop, drafts.get(0), drafts.get(1));
              built[0] = true;
            });
    if (!built[0]) {
      events.reused(files.get(0));
    }
    return Artifact.named(key.fileName(), files);
  }

  private void write(
      Parts parts, SiteRequest site, SiteWorkshop workshop, Path file, Path buildInfo)
      throws BuildFailure {
    events.building(site.names());
    long begin = System.nanoTime();
    SiteSpec spec = spec(parts, site, workshop);
    Compression compression = parts.request().packaging().compression();
    DebPackage deb = SitePackage.of(spec, compression);
    writer.write(deb, compression, file);
    BuildInfo record =
        new BuildInfo(
            deb.control(),
            parts.request().target().architecture(),
            parts.among(workshop.installed()),
            SiteWorkshop.environment());
    try {
      Files.writeString(buildInfo, record.text(file));
    } catch (IOException refused) {
      throw DiskFault.of(buildInfo, refused);
    }
    events.built(file, Duration.ofNanos(System.nanoTime() - begin));
  }

  private SiteSpec spec(Parts parts, SiteRequest site, SiteWorkshop workshop) throws BuildFailure {
    DjangoProject project = parts.project(site);
    SiteOptions options = site.options();
    SiteWorkshop.Collected collected = workshop.collected(project);
    DatabaseMode database = database(site, collected.facts(), parts.requirements());
    ProjectFacts facts = collected.facts();
    RequirementsFile file = parts.requirements();
    Optional<Celery> workers = ServiceChoice.workers(options.celery(), facts, file);
    QueueMode queue = ServiceChoice.queue(options.services().queue(), workers, facts, file);
    CacheMode cache = ServiceChoice.cache(options.services().cache(), facts, file);
    Optional<AsgiServer> server = ServerChoice.of(options.web().server(), facts, file);
    new ServiceReport(site.names(), options.services(), collected.facts(), events)
        .tell(workers, queue, cache);
    new ServerReport(site.names(), options.web().server(), facts, events).tell(server);
    try {
      return new SiteSpec(
          site.names(),
          parts.request().packaging().maintainer(),
          parts.request().packaging().homepage(),
          new Release(parts.version(), parts.fileTime(), parts.env().hash(), parts.source().hash()),
          new Application(
              project,
              collected.facts().wsgiApplication(),
              collected.facts().asgiApplication(),
              server),
          web(options.web(), collected),
          new Services(database, queue, cache),
          workers,
          options.limits(),
          options.keepReleases(),
          options.migrate(),
          options.provided(),
          options.additions());
    } catch (IllegalArgumentException refused) {
      throw BuildFailure.ofUser(
          "The project's settings \""
              + project.settings()
              + "\" cannot be packaged: "
              + refused.getMessage()
              + ".",
          refused);
    }
  }

  private static Web web(WebOptions options, SiteWorkshop.Collected collected) {
    return new Web(
        options.serverNames(),
        options.healthPath(),
        options.tls().tls(),
        options.uploadSize(),
        UrlPath.ofSetting(collected.facts().staticUrl()),
        UrlPath.ofSetting(collected.facts().mediaUrl()),
        collected.staticFiles());
  }

  private DatabaseMode database(SiteRequest site, ProjectFacts facts, RequirementsFile file)
      throws BuildFailure {
    Optional<DatabaseMode> wanted = site.options().services().database();
    DatabaseMode database = DatabaseChoice.of(wanted, facts, file);
    if (wanted.isEmpty()) {
      events.chosen(
          site.names(), "database " + database + ", as " + DatabaseChoice.reason(database, facts));
    }
    return database;
  }
}
