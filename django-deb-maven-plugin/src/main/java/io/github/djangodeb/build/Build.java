package io.github.djangodeb.build;

import io.github.djangodeb.cache.CacheDirectory;
import io.github.djangodeb.cache.CacheLock;
import io.github.djangodeb.cache.PackageCache;
import io.github.djangodeb.chroot.ChrootEngine;
import io.github.djangodeb.chroot.Engines;
import io.github.djangodeb.chroot.NetworkAccess;
import io.github.djangodeb.chroot.UnshareEngine;
import io.github.djangodeb.deb.DebWriter;
import io.github.djangodeb.deb.JdebWriter;
import io.github.djangodeb.deb.Relations;
import io.github.djangodeb.django.DjangoProject;
import io.github.djangodeb.env.EnvBuilt;
import io.github.djangodeb.env.EnvPackage;
import io.github.djangodeb.env.EnvRequest;
import io.github.djangodeb.env.SharedEnvs;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.file.NewFile;
import io.github.djangodeb.git.GitSource;
import io.github.djangodeb.name.ContentHash;
import io.github.djangodeb.name.Name;
import io.github.djangodeb.process.LocalProcessLauncher;
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
import java.util.regex.Pattern;
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
  private final UnshareEngine unshare;
  private final Path logs;
  private Optional<ChrootEngine> engine = Optional.empty();
  private Optional<Source> source = Optional.empty();
  private Optional<EnvRequest> envRequest = Optional.empty();
  private Optional<EnvBuilt> env = Optional.empty();
  private Optional<Artifact> src = Optional.empty();

  /**
   * @param sharedEnvs where virtualenvs lie that other machines have built
   * @param start when Maven began: a chroot made since then is not made again
   */
  public Build(
      BuildRequest request,
      CacheDirectory cache,
      BuildEvents events,
      SharedEnvs sharedEnvs,
      Instant start) {
    this.request = request;
    this.cache = cache;
    this.events = events;
    this.sharedEnvs = sharedEnvs;
    this.logs = request.packaging().target().resolve("django-deb/logs");
    this.unshare =
        new UnshareEngine(
            cache,
            NetworkAccess.ofEnvironment()
                .with(request.pip().proxies(), request.pip().authorities()),
            new LocalProcessLauncher(),
            logs,
            events.chroot(),
            events.cache(),
            start);
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

  /** One folder is one, by whichever links it is named. */
  private static Path real(Path target) throws BuildFailure {
    try {
      return Files.createDirectories(target).toRealPath();
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

  /** Makes the base of the chroots, or finds it made. */
  public void chroot() throws BuildFailure {
    engine().prepare(request.target().chrootWith(new TreeSet<>()));
  }

  /** The package of the source, in {@code target/}. */
  public Path src() throws BuildFailure {
    return placed(srcPackage(), "-src-" + HASH);
  }

  /** The package of the virtualenv, in {@code target/}. */
  public Path env() throws BuildFailure {
    EnvBuilt built = envPackage();
    return placed(new Artifact(built.deb(), built.fileName()), "-env-" + HASH);
  }

  /** The packages of the sites, in {@code target/}; the two others lie beside them. */
  public List<BuiltSite> sites() throws BuildFailure {
    // The chroot that the virtualenv was built in has what that needs; often nothing is to be
    // added.
    SortedSet<String> relations = new TreeSet<>(envRequest().chrootPackages());
    relations.addAll(files().srcRelations().texts());
    SiteBuilder.Parts parts =
        new SiteBuilder.Parts(request, source(), srcPackage(), envPackage(), relations);
    List<Artifact> artifacts =
        new SiteBuilder(
                this::engine, new PackageCache(cache, events.cache()), writer, events.site())
            .build(parts);
    List<Path> placed = new ArrayList<>(List.of(env(), src()));
    List<Path> debs = placed(artifacts, sitePackages());
    placed.addAll(debs);
    events.site().placed(placed);
    return IntStream.range(0, debs.size())
        .mapToObj(index -> new BuiltSite(request.sites().get(index), debs.get(index)))
        .toList();
  }

  /** All packages, in {@code target/}: the sites come last, as they depend on the others. */
  public List<Path> packages() throws BuildFailure {
    List<Path> sites = sites().stream().map(BuiltSite::deb).toList();
    List<Path> all = new ArrayList<>(List.of(env(), src()));
    all.addAll(sites);
    return all;
  }

  /** What packages of sites, of this build and of earlier ones, are called behind the name. */
  private String sitePackages() {
    String variant = request.sites().get(0).names().variant().map(one -> "-" + one).orElse("");
    return "-site" + (request.allSites() ? "(?:-[a-z0-9-]+)?" : variant);
  }

  private Path placed(Artifact artifact, String kind) throws BuildFailure {
    return placed(List.of(artifact), kind).get(0);
  }

  private List<Path> placed(List<Artifact> artifacts, String kind) throws BuildFailure {
    Name name = request.names().name();
    Pattern replaced = Pattern.compile(Pattern.quote(name.text()) + kind + "_[^_]+_[^_]+\\.deb");
    return new Placement(request.packaging().target()).place(artifacts, replaced);
  }

  private Artifact srcPackage() throws BuildFailure {
    if (src.isEmpty()) {
      SrcBuilt built =
          new SrcPackage(
                  this::engine, new PackageCache(cache, events.cache()), writer, events.src())
              .build(srcRequest());
      src = Optional.of(new Artifact(built.deb(), built.fileName()));
    }
    return src.get();
  }

  private SrcRequest srcRequest() throws BuildFailure {
    Source found = source();
    return new SrcRequest(
        request.names(),
        request.target().chrootWith(new TreeSet<>()),
        found.hexadecimal(),
        found.identity(),
        found.time(),
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
    Requirements requirements = files().requirements(request.requirements());
    requireGunicorn(requirements);
    Relations relations = files().envRelations();
    return new EnvRequest(
        request.names(),
        request.target().chrootWith(new TreeSet<>()),
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
    // Between two goals another build of this project may have exported its own commit.
    if (source.isEmpty() || !Files.isDirectory(source.get().tree())) {
      Source found = new SourceExport(git(), request.packaging().target()).of(request);
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
    }
    return source.get();
  }

  private GitSource git() throws BuildFailure {
    return new GitSource(
        cache.git(),
        (name, what) ->
            CacheLock.exclusive(
                    cache.locks().resolve("git-" + name + ".lock"), what, events.cache())
                ::close,
        request.pip().logins(),
        events.git());
  }

  private ChrootEngine engine() throws BuildFailure {
    if (engine.isEmpty()) {
      engine =
          Optional.of(
              new Engines(List.of(unshare), events.chroot()).choose(request.target().engine()));
    }
    return engine.get();
  }

  /** Lets go of the chroots, so that other builds may delete those that are out of date. */
  @Override
  public void close() {
    unshare.close();
  }
}
