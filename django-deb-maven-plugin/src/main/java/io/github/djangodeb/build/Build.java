package io.github.djangodeb.build;

import io.github.djangodeb.cache.CacheDirectory;
import io.github.djangodeb.cache.CacheEvents;
import io.github.djangodeb.cache.CacheLock;
import io.github.djangodeb.cache.PackageCache;
import io.github.djangodeb.chroot.ChrootEngine;
import io.github.djangodeb.chroot.ChrootSpec;
import io.github.djangodeb.chroot.Engines;
import io.github.djangodeb.chroot.HostEngine;
import io.github.djangodeb.chroot.NetworkAccess;
import io.github.djangodeb.chroot.SchrootEngine;
import io.github.djangodeb.chroot.UnshareEngine;
import io.github.djangodeb.deb.DebWriter;
import io.github.djangodeb.deb.JdebWriter;
import io.github.djangodeb.deb.Relations;
import io.github.djangodeb.django.DjangoProject;
import io.github.djangodeb.django.ProductionSettings;
import io.github.djangodeb.env.EnvBuilt;
import io.github.djangodeb.env.EnvEvents;
import io.github.djangodeb.env.EnvOutlook;
import io.github.djangodeb.env.EnvPackage;
import io.github.djangodeb.env.EnvRequest;
import io.github.djangodeb.env.SharedEnvs;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.file.NewFile;
import io.github.djangodeb.git.GitSource;
import io.github.djangodeb.name.ContentHash;
import io.github.djangodeb.name.SiteNames;
import io.github.djangodeb.network.WebAccess;
import io.github.djangodeb.process.LocalProcessLauncher;
import io.github.djangodeb.process.ProcessLauncher;
import io.github.djangodeb.requirements.Requirements;
import io.github.djangodeb.src.SrcBuilt;
import io.github.djangodeb.src.SrcPackage;
import io.github.djangodeb.src.SrcRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One build: what its goals ask for is made once, with all that it needs.
 *
 * <p>Not for several threads.
 */
public final class Build implements AutoCloseable {
  private static final String HASH = "[0-9a-f]{12}";

  private final BuildRequest request;
  private final BuildEvents events;
  private final CacheDirectory cache;
  private final SharedEnvs sharedEnvs;
  private final DebWriter writer = new JdebWriter();
  private final Delivery delivery;
  private final List<ChrootEngine> inOrder;
  private final Engines engines;
  private final Path logs;
  private Optional<ChrootEngine> engine = Optional.empty();
  private Optional<Source> source = Optional.empty();
  private Optional<EnvRequest> envRequest = Optional.empty();
  private Optional<EnvBuilt> env = Optional.empty();
  private Optional<List<Artifact>> src = Optional.empty();

  /**
   * @param sharedEnvs where virtualenvs lie that other machines have built
   * @param signer who signs the records of builds, if anybody does
   * @param start when Maven began: a chroot made since then is not made again
   */
  public Build(
      BuildRequest request,
      CacheDirectory cache,
      BuildEvents events,
      SharedEnvs sharedEnvs,
      Optional<RecordSigner> signer,
      Instant start) {
    this(request, cache, events, sharedEnvs, signer, engines(request, cache, events, start));
  }

  /**
   * @param engines those there are, the preferred ones first
   */
  public Build(
      BuildRequest request,
      CacheDirectory cache,
      BuildEvents events,
      SharedEnvs sharedEnvs,
      Optional<RecordSigner> signer,
      List<ChrootEngine> engines) {
    this.request = request;
    this.cache = cache;
    this.events = events;
    this.sharedEnvs = sharedEnvs;
    this.delivery = new Delivery(request.packaging().target(), request.names().name(), signer);
    this.logs = logs(request);
    this.inOrder = List.copyOf(engines);
    this.engines = new Engines(inOrder, events.chroot());
  }

  private static List<ChrootEngine> engines(
      BuildRequest request, CacheDirectory cache, BuildEvents events, Instant start) {
    NetworkAccess network = network(request);
    ProcessLauncher launcher = new LocalProcessLauncher();
    Path logs = logs(request);
    return List.of(
        new UnshareEngine(cache, network, launcher, logs, events.chroot(), events.cache(), start),
        new SchrootEngine(
            request.target().schroot(),
            cache,
            network,
            launcher,
            logs,
            events.chroot(),
            events.cache(),
            start),
        new HostEngine(cache, network, launcher, logs, events.chroot(), events.cache()));
  }

  private static Path logs(BuildRequest request) {
    return request.packaging().target().resolve("django-deb/logs");
  }

  private static NetworkAccess network(BuildRequest request) {
    return NetworkAccess.ofEnvironment().with(request.pip().proxies(), request.pip().authorities());
  }

  /**
   * Keeps other builds out of {@code target/}, which waits for them; one goal of Maven's at a time.
   */
  public CacheLock alone() throws BuildFailure {
    Path target = request.packaging().target();
    String name = ContentHash.ofText(real(target).toString()).text();
    return CacheLock.exclusive(
        cache.locks().resolve("target-" + name + ".lock"),
        "the packages in " + target,
        events.cache());
  }

  /**
   * One folder is one, by whichever links it is named. It is not made: a goal that writes nothing
   * there leaves nothing.
   */
  private static Path real(Path target) throws BuildFailure {
    Path absolute = target.toAbsolutePath().normalize();
    try {
      return Files.exists(absolute)
          ? absolute.toRealPath()
          : real(absolute.getParent()).resolve(absolute.getFileName());
    } catch (IOException refused) {
      throw NewFile.failure(target, refused);
    }
  }

  /** What the build was asked for. */
  public BuildRequest request() {
    return request;
  }

  /**
   * Checks all that can be checked before anything is built.
   *
   * @throws BuildFailure the user's, if there is no commit, no project, or a faulty list of
   *     requirements
   */
  public void check() throws BuildFailure {
    EnvPackage.check(envRequest());
    files().srcRelations();
  }

  /**
   * Does what an administrator has to do once for the engine, and makes the base of the chroots, or
   * finds it made.
   */
  public void setUpChroot() throws BuildFailure {
    engines.setUp(request.target().engine(), base());
    chroot();
  }

  /**
   * Sees that an engine works if one is needed, and makes the base of the chroots if it is to be
   * made anew: else whoever needs one makes it, which may be nobody.
   */
  public void lookForEngine() throws BuildFailure {
    if (request.target().refresh()) {
      chroot();
      return;
    }
    Plan.Engine found = plannedEngine();
    if (found.name().isEmpty()) {
      // A build that finds all its packages goes on. That is looked up only where it matters.
      plan(found, EnvEvents.none()).requireEngine(false);
    }
  }

  private void chroot() throws BuildFailure {
    engine().prepare(base());
  }

  private ChrootSpec base() {
    return request.target().chrootWith(new TreeSet<>());
  }

  /** The package of the source, in {@code target/}. */
  public BuiltPackage src() throws BuildFailure {
    return BuiltPackage.of(delivery.deliverPart(srcPackage(), "-src-" + HASH, sitePackages()));
  }

  /** The package of the virtualenv, in {@code target/}. */
  public BuiltPackage env() throws BuildFailure {
    return BuiltPackage.of(envFiles());
  }

  /** The list of what the virtualenv is made of, in {@code target/}. */
  public Path bom() throws BuildFailure {
    return envFiles().get(2);
  }

  private List<Path> envFiles() throws BuildFailure {
    EnvBuilt built = envPackage();
    List<Artifact> artifacts =
        new ArrayList<>(Artifact.named(built.fileName(), List.of(built.deb(), built.buildInfo())));
    artifacts.add(new Artifact(built.bom(), built.bom().getFileName().toString()));
    return delivery.deliverPart(artifacts, "-env-" + HASH, sitePackages());
  }

  /** The packages of the sites, in {@code target/}; the two others lie beside them. */
  public List<BuiltSite> sites() throws BuildFailure {
    SiteBuilder.Parts parts =
        new SiteBuilder.Parts(
            request,
            source(),
            srcPackage().get(0),
            envPackage(),
            envRequest().requirements().place(),
            relations(),
            files().origins());
    List<List<Artifact>> built =
        new SiteBuilder(
                this::engine, new PackageCache(cache, events.cache()), writer, events.site())
            .build(parts);
    SameVersion earlier =
        new SameVersion(request.packaging().target(), request.packaging().mavenVersion());
    for (int index = 0; index < built.size(); index++) {
      SiteNames names = request.sites().get(index).names();
      earlier
          .doubt(built.get(index).get(0))
          .ifPresent(sentence -> events.site().doubtful(names, sentence));
    }
    // First, as sites that are there already would be taken for those of an earlier build.
    src();
    env();
    List<Path> files =
        delivery.deliverSites(built.stream().flatMap(List::stream).toList(), sitePackages());
    List<BuiltSite> sites =
        IntStream.range(0, built.size())
            .mapToObj(
                index ->
                    new BuiltSite(
                        request.sites().get(index),
                        BuiltPackage.of(files.subList(2 * index, 2 * index + 2))))
            .toList();
    events.site().placed(debs(sites));
    return sites;
  }

  /**
   * What the chroot needs that a site is packaged in. The one that the virtualenv was built in has
   * what that needs; often nothing is to be added.
   */
  private SortedSet<String> relations() throws BuildFailure {
    SortedSet<String> relations = new TreeSet<>(envRequest().chrootPackages());
    relations.addAll(files().srcRelations().texts());
    return relations;
  }

  /** All packages, in {@code target/}: the sites come last, as they depend on the others. */
  public List<Path> packages() throws BuildFailure {
    return debs(sites());
  }

  private List<Path> debs(List<BuiltSite> sites) throws BuildFailure {
    List<Path> all = new ArrayList<>(List.of(env().deb(), src().deb()));
    sites.forEach(site -> all.add(site.files().deb()));
    return all;
  }

  /** What packages of sites, of this build and of earlier ones, are called behind the name. */
  private String sitePackages() {
    String variant = request.sites().get(0).names().variant().map(one -> "-" + one).orElse("");
    return "-site" + (request.allSites() ? "(?:-[a-z0-9-]+)?" : variant);
  }

  /** The package of the source and its record, in the cache. */
  private List<Artifact> srcPackage() throws BuildFailure {
    if (src.isEmpty()) {
      SrcBuilt built =
          new SrcPackage(
                  this::engine, new PackageCache(cache, events.cache()), writer, events.src())
              .build(srcRequest());
      src = Optional.of(Artifact.named(built.fileName(), List.of(built.deb(), built.buildInfo())));
    }
    return src.get();
  }

  private SrcRequest srcRequest() throws BuildFailure {
    Source found = source();
    return new SrcRequest(
        request.names(),
        request.target().chrootWith(new TreeSet<>()).with(files().origins()),
        found.hexadecimal(),
        found.identity(),
        found.time(),
        request.packaging().fileTime(found.time()),
        found.tree(),
        files().srcRelations(),
        request.packaging().maintainer(),
        request.packaging().compression(),
        logs);
  }

  /** The package of the virtualenv, in the cache, and what is known of it. */
  public EnvBuilt envPackage() throws BuildFailure {
    if (env.isEmpty()) {
      EnvBuilt built =
          new EnvPackage(this::engine, cache, events.cache(), sharedEnvs, writer, events.env())
              .build(envRequest());
      if (!built.facts().has("gunicorn")) {
        throw noGunicorn(envRequest().requirements());
      }
      env = Optional.of(built);
    }
    return env.get();
  }

  private EnvRequest envRequest() throws BuildFailure {
    if (envRequest.isEmpty()) {
      envRequest = Optional.of(readEnvRequest());
    }
    return envRequest.get();
  }

  private EnvRequest readEnvRequest() throws BuildFailure {
    PomFolder.check(request.origin(), source().tree(), request.requirements().file());
    Requirements requirements = files().requirements(request.requirements());
    requireGunicorn(requirements);
    Relations relations = files().envRelations();
    return new EnvRequest(
        request.names(),
        request.target().chrootWith(new TreeSet<>()).with(files().origins()),
        requirements,
        request.requirements().unpinned(),
        relations,
        request.pip(),
        System.getenv(),
        source().tree(),
        request.origin().folder(),
        request.packaging().envRevision(),
        request.packaging().maintainer(),
        request.packaging().compression(),
        logs);
  }

  /**
   * Before minutes are spent on a virtualenv that cannot serve; where a folder may require gunicorn
   * the virtualenv is looked at when it is built.
   */
  private static void requireGunicorn(Requirements requirements) throws BuildFailure {
    if (!requirements.names("gunicorn") && requirements.trees().isEmpty()) {
      throw noGunicorn(requirements);
    }
  }

  private static BuildFailure noGunicorn(Requirements requirements) {
    return BuildFailure.ofUser(
        "The site is served by gunicorn, which the requirements do not name. "
            + (requirements.whole()
                ? "Add it to the project's dependencies, and lock them anew: " + requirements.file()
                : "Add a line \"gunicorn\" to " + requirements.file())
            + ".");
  }

  private SourceFiles files() throws BuildFailure {
    return new SourceFiles(source().tree(), source().folder());
  }

  private Source source() throws BuildFailure {
    if (source.isPresent() && !Files.isDirectory(source.get().tree())) {
      // Between two goals another build of this project has exported its own commit.
      export().again(request, source.get());
    }
    if (source.isEmpty()) {
      Source found = export().of(request);
      events
          .site()
          .found(
              found.hash().text(),
              found.committed(),
              found.folder(),
              found.projects().values().stream()
                  .map(DjangoProject::settings)
                  .distinct()
                  .sorted()
                  .collect(Collectors.joining(", ")));
      source = Optional.of(found);
      warnOfSettings(found);
    }
    return source.get();
  }

  /** What manage.py names is for development, where the pom names nothing. */
  private void warnOfSettings(Source found) {
    for (SiteRequest site : request.sites()) {
      String named = found.projects().get(site.names()).settings();
      ProductionSettings.meant(found.tree().resolve(found.folder()), named)
          .filter(other -> site.options().settings().isEmpty())
          .ifPresent(
              other ->
                  events
                      .site()
                      .doubtful(
                          site.names(),
                          "its settings are "
                              + named
                              + ", as manage.py names them, and beside them lies "
                              + other
                              + ": say <settings>"
                              + other
                              + "</settings> if that is meant for the site, else <settings>"
                              + named
                              + "</settings>"));
    }
  }

  private SourceExport export() throws BuildFailure {
    return new SourceExport(git(), request.packaging().target());
  }

  private GitSource git() throws BuildFailure {
    return new GitSource(
        cache.git(),
        (name, what) ->
            CacheLock.exclusive(
                    cache.locks().resolve("git-" + name + ".lock"), what, events.cache())
                ::close,
        request.pip().logins(),
        new WebAccess(request.pip().proxies(), request.pip().authorities()),
        events.git());
  }

  /**
   * What this build would do. Nothing is built, and no chroot is made or entered.
   *
   * @throws BuildFailure the user's, if a build would be refused
   */
  public Plan plan() throws BuildFailure {
    return plan(plannedEngine(), events.env());
  }

  private Plan plan(Plan.Engine engine, EnvEvents told) throws BuildFailure {
    PackageCache packages = new PackageCache(cache, CacheEvents.none());
    EnvOutlook outlook =
        new EnvPackage(this::engine, cache, CacheEvents.none(), sharedEnvs, writer, told)
            .outlook(envRequest());
    if (outlook.facts().filter(facts -> !facts.has("gunicorn")).isPresent()) {
      throw noGunicorn(envRequest().requirements());
    }
    SrcRequest asked = srcRequest();
    Planner planner = new Planner(request, source(), packages);
    Plan.Item plannedSrc =
        planner.src(
            asked, new SrcPackage(this::engine, packages, writer, events.src()).isBuilt(asked));
    return new Plan(
        engine,
        planner.env(outlook),
        plannedSrc,
        planner.sites(plannedSrc, outlook, envRequest().requirements(), relations()));
  }

  private Plan.Engine plannedEngine() throws BuildFailure {
    boolean automatic = request.target().engine().equals(Engines.AUTO);
    ChrootEngine chosen;
    try {
      chosen = engine();
      chosen.require(base());
    } catch (BuildFailure none) {
      if (none.isUsers()) {
        throw none;
      }
      return new Plan.Engine(Optional.empty(), automatic, none.getMessage(), Optional.empty());
    }
    return new Plan.Engine(Optional.of(chosen.name()), automatic, "", chosen.outlook(base()));
  }

  private ChrootEngine engine() throws BuildFailure {
    if (engine.isEmpty()) {
      engine = Optional.of(engines.choose(request.target().engine(), base()));
    }
    return engine.get();
  }

  /**
   * Ends a goal: lets go of the chroots, so that other builds may delete those that are out of
   * date.
   */
  @Override
  public void close() {
    events.site().ended();
    inOrder.forEach(ChrootEngine::close);
  }
}
