package io.github.djangodeb.env;

import io.github.djangodeb.cache.CacheDirectory;
import io.github.djangodeb.cache.CacheEvents;
import io.github.djangodeb.chroot.Chroot;
import io.github.djangodeb.chroot.ChrootSpec;
import io.github.djangodeb.chroot.FakeEngine;
import io.github.djangodeb.chroot.SessionCommand;
import io.github.djangodeb.deb.Compression;
import io.github.djangodeb.deb.DebPackage;
import io.github.djangodeb.deb.Relations;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.Name;
import io.github.djangodeb.name.ProjectNames;
import io.github.djangodeb.name.Suite;
import io.github.djangodeb.process.Outcome;
import io.github.djangodeb.requirements.RequirementsReader;
import io.github.djangodeb.requirements.UnpinnedPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Builds virtualenvs' packages with an engine that only pretends, and notes what is told. */
final class EnvBench {
  private static final String FACTS =
      """
      {"python": "3.13", "lock": ["django==4.2.28 --hash=sha256:ab", "gunicorn==23.0"],
       "distributions": [
         {"name": "Django", "version": "4.2.28", "purl": "pkg:pypi/django@4.2.28", "sha256": "",
          "expression": "BSD-3-Clause", "names": []}],
       "depends": ["python3 (>= 3.13~)"], "missing": {"libodd.so.1": "lib/x.so"}, "libraries": 1, "foreign": 0}
      """;

  final Engine engine = new Engine();
  final List<DebPackage> written = new ArrayList<>();
  final List<String> told = new ArrayList<>();
  final Path tree;

  /** What other machines have built, by what is asked for. */
  Function<String, Optional<SharedEnvs.Found>> shared = asked -> Optional.empty();

  private final Path folder;

  private EnvBench(Path folder, Path tree) {
    this.folder = folder;
    this.tree = tree;
  }

  /** With a source tree, a cache and logs in a folder. */
  static EnvBench in(Path folder) throws IOException {
    return new EnvBench(folder, Files.createDirectory(folder.resolve("tree")));
  }

  /** An engine whose sessions do what a real one's program would. */
  static final class Engine extends FakeEngine {
    ChrootSpec prepared;
    SessionCommand command;
    String order;
    int exitCode;
    List<String> lent = List.of();
    Optional<BuildFailure> end = Optional.empty();
    List<String> output = List.of("::begin pip", "Collecting django", "::end pip 1500");

    @Override
    public Chroot prepare(ChrootSpec spec) {
      prepared = spec;
      return new Chroot(List.of());
    }

    @Override
    public Outcome run(SessionCommand given, Path log, Consumer<String> lines) throws BuildFailure {
      if (given.arguments().get(0).equals("dpkg-query")) {
        List.of("installed libc6 (= 2.41-12)", "config-files gone (= 1)").forEach(lines);
        return new Outcome(0, List.of(), log);
      }
      command = given;
      try {
        order = Files.readString(host("/build/input").resolve("request.json"));
        try (Stream<Path> kept = Files.walk(host("/build/cache"))) {
          lent =
              kept.filter(Files::isRegularFile).map(Path::getFileName).map(Path::toString).toList();
        }
        Files.createDirectories(host("/build/cache").resolve("http-v2/a"));
        Files.writeString(host("/build/cache").resolve("http-v2/a/whole"), "");
        Files.writeString(host("/build/cache").resolve("http-v2/a/part.tmp"), "");
        Files.createDirectories(host("/build/cache").resolve("wheels"));
        Files.writeString(host("/build/cache").resolve("wheels/compiled"), "");
        if (end.isPresent()) {
          throw end.get();
        }
        Files.writeString(host("/build/output").resolve("env.tar"), "");
        Files.writeString(host("/build/output").resolve("facts.json"), FACTS);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
      output.forEach(lines);
      return new Outcome(exitCode, output, log);
    }

    private Path host(String at) {
      return command.binds().stream()
          .filter(bind -> bind.at().text().equals(at))
          .findFirst()
          .orElseThrow()
          .host();
    }
  }

  private final class Told implements EnvEvents {
    @Override
    public void warning(String sentence) {
      told.add("warning: " + sentence);
    }

    @Override
    public void note(String sentence) {
      told.add("note: " + sentence);
    }

    @Override
    public void reused(Path deb) {
      told.add("reused " + deb.getFileName());
    }

    @Override
    public void taken(Path deb) {
      told.add("taken " + deb.getFileName());
    }

    @Override
    public void building(String packageName) {
      told.add("building " + packageName);
    }

    @Override
    public void begins(String step) {
      told.add("begins " + step);
    }

    @Override
    public void ended(String step, Duration took) {
      told.add("ended " + step + " " + took);
    }

    @Override
    public void progress(String line) {
      told.add(line);
    }

    @Override
    public void built(Path deb, Duration took) {
      told.add("built " + deb.getFileName());
    }
  }

  EnvRequest request(String requirements, PipSettings pip, Map<String, String> environment)
      throws Exception {
    return request("amd64", requirements, pip, environment);
  }

  EnvRequest request(
      String architecture, String requirements, PipSettings pip, Map<String, String> environment)
      throws Exception {
    Path file = Files.writeString(tree.resolve("requirements.txt"), requirements);
    return new EnvRequest(
        new ProjectNames(new Name("shop")),
        new ChrootSpec(
            Suite.TRIXIE,
            new Architecture(architecture),
            List.of(),
            new TreeSet<>(),
            Duration.ofDays(7),
            false),
        RequirementsReader.read(tree, file, tree),
        UnpinnedPolicy.IGNORE,
        Relations.ofLines("venv-debian-requirements.txt", List.of("libpq-dev (>= 15)")),
        pip,
        environment,
        tree,
        folder,
        2,
        "Test <test@localhost>",
        Compression.ZSTD,
        folder.resolve("logs"));
  }

  EnvBuilt build(EnvRequest request) throws BuildFailure {
    CacheDirectory cache = new CacheDirectory(folder.resolve("cache"));
    return new EnvPackage(
            () -> engine,
            cache,
            CacheEvents.none(),
            wanted ->
                shared.apply(
                    wanted.packageName() + " " + wanted.architecture() + " " + wanted.revision()),
            (deb, compression, file) -> {
              written.add(deb);
              try {
                Files.writeString(file, "deb");
              } catch (IOException failed) {
                throw new UncheckedIOException(failed);
              }
            },
            new Told())
        .build(request);
  }

  EnvRequest with(UnpinnedPolicy unpinned, EnvRequest request) {
    return with(unpinned, request.maintainer(), request.compression(), request);
  }

  EnvRequest with(
      UnpinnedPolicy unpinned, String maintainer, Compression compression, EnvRequest request) {
    return new EnvRequest(
        request.names(),
        request.chroot(),
        request.requirements(),
        unpinned,
        request.relations(),
        request.pip(),
        request.environment(),
        request.sourceTree(),
        request.folder(),
        request.revision(),
        maintainer,
        compression,
        request.logs());
  }
}
