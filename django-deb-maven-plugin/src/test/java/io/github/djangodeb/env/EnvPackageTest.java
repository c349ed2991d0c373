package io.github.djangodeb.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.cache.CacheDirectory;
import io.github.djangodeb.cache.CacheEvents;
import io.github.djangodeb.cache.FileTrees;
import io.github.djangodeb.chroot.Chroot;
import io.github.djangodeb.chroot.ChrootEngine;
import io.github.djangodeb.chroot.ChrootSpec;
import io.github.djangodeb.chroot.Session;
import io.github.djangodeb.chroot.SessionCommand;
import io.github.djangodeb.deb.Compression;
import io.github.djangodeb.deb.ControlFields;
import io.github.djangodeb.deb.DebEntry;
import io.github.djangodeb.deb.DebPackage;
import io.github.djangodeb.deb.JdebWriter;
import io.github.djangodeb.deb.Relations;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.login.Login;
import io.github.djangodeb.login.Logins;
import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.ContentHash;
import io.github.djangodeb.name.Name;
import io.github.djangodeb.name.ProjectNames;
import io.github.djangodeb.name.Suite;
import io.github.djangodeb.name.TargetPath;
import io.github.djangodeb.process.Outcome;
import io.github.djangodeb.requirements.RequirementsReader;
import io.github.djangodeb.requirements.UnpinnedPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvPackageTest {
  private static final String FACTS =
      """
      {"python": "3.13", "lock": ["django==4.2.28 --hash=sha256:ab", "gunicorn==23.0"],
       "distributions": [
         {"name": "Django", "version": "4.2.28", "purl": "pkg:pypi/django@4.2.28", "sha256": "",
          "expression": "BSD-3-Clause", "names": []}],
       "depends": ["python3 (>= 3.13~)"], "missing": {"libodd.so.1": "lib/x.so"}, "libraries": 1, "foreign": 0}
      """;

  @TempDir Path folder;
  private final Engine engine = new Engine();
  private final List<DebPackage> written = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private Path tree;

  @BeforeEach
  void makeTree() throws IOException {
    tree = Files.createDirectory(folder.resolve("tree"));
  }

  /** An engine whose sessions do what a real one's program would. */
  private final class Engine implements ChrootEngine, Session {
    private ChrootSpec prepared;
    private SessionCommand command;
    private String order;
    private int exitCode;
    private List<String> lent = List.of();
    private Optional<BuildFailure> end = Optional.empty();
    private List<String> output = List.of("::begin pip", "Collecting django", "::end pip 1500");

    @Override
    public String name() {
      return "fake";
    }

    @Override
    public Optional<String> obstacle(ChrootSpec spec) {
      return Optional.empty();
    }

    @Override
    public Chroot prepare(ChrootSpec spec) {
      prepared = spec;
      return new Chroot(List.of());
    }

    @Override
    public Session open(Chroot chroot) {
      return this;
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

    @Override
    public void close() {}
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

  private Function<String, Optional<SharedEnvs.Found>> shared = asked -> Optional.empty();

  private EnvRequest request(String requirements, PipSettings pip, Map<String, String> environment)
      throws Exception {
    return request("amd64", requirements, pip, environment);
  }

  private EnvRequest request(
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

  private EnvBuilt build(EnvRequest request) throws BuildFailure {
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

  @Test
  void buildWhenNothingIsCachedBuildsThePackage() throws Exception {
    EnvBuilt built =
        build(request("django\na @ git+https://host/a@x\n", PipSettings.NONE, Map.of()));
    String hash = built.hash().text();
    assertThat(built.fileName()).isEqualTo("shop-env-" + hash + "_2+deb13_amd64.deb");
    assertThat(built.deb()).hasContent("deb").hasFileName(built.fileName());
    assertThat(engine.prepared.packages())
        .containsExactly(
            "build-essential", "git", "libpq-dev (>= 15)", "python3-dev", "python3-pip");
    assertThat(engine.command.arguments())
        .containsExactly(
            "/usr/bin/python3",
            "/build/input/build_env.py",
            "/build/input/request.json",
            "/build/output");
    assertThat(engine.command.binds())
        .filteredOn(SessionCommand.Bind::writable)
        .extracting(bind -> bind.at().text())
        .containsExactly("/build/output", "/build/cache");
    assertThat(engine.order)
        .contains("\"prefix\":\"/usr/lib/shop-env/" + hash + "\"", "\"source\":null");
    assertThat(told)
        .filteredOn(line -> !line.startsWith("warning"))
        .containsExactly(
            "building shop-env-" + hash,
            "begins pip",
            "Collecting django",
            "ended pip PT1.5S",
            "built " + built.fileName());
    assertThat(told)
        .anyMatch(line -> line.contains("names no full commit"))
        .contains(
            "warning: lib/x.so needs libodd.so.1, which neither the virtualenv nor a Debian package"
                + " that it depends on has: if it fails to load on the host, add the package with"
                + " that library to venv-debian-requirements.txt");
  }

  @Test
  void buildWhenPipHasKeptSomethingForLongForgetsIt() throws Exception {
    build(request("django\n", PipSettings.NONE, Map.of()));
    Path index;
    try (Stream<Path> shelves = Files.list(folder.resolve("cache/pip"))) {
      index = shelves.findFirst().orElseThrow().resolve("index");
    }
    String sha256 = ContentHash.sha256("x".getBytes(StandardCharsets.UTF_8));
    Path kept = Files.writeString(index.resolveSibling(sha256), "x");
    for (int days : new int[] {59, 61}) {
      String line =
          sha256 + " " + Instant.now().minus(Duration.ofDays(days)).getEpochSecond() + " http/x\n";
      String checksum = ContentHash.sha256(line.getBytes(StandardCharsets.UTF_8));
      Files.writeString(index, checksum + "\n" + line);
      build(request("django\nnew" + days + "\n", PipSettings.NONE, Map.of()));
      assertThat(Files.exists(kept)).isEqualTo(days == 59);
    }
  }

  @Test
  void buildWhenPackageIsWrittenHoldsRequirementsAndLock() throws Exception {
    EnvBuilt built = build(request("gunicorn\ndjango\n", PipSettings.NONE, Map.of()));
    DebPackage deb = written.get(0);
    String share = "/usr/share/shop-env/" + built.hash();
    assertThat(deb.contents())
        .filteredOn(DebEntry.RegularFile.class::isInstance)
        .extracting(
            entry ->
                ((DebEntry.RegularFile) entry).at()
                    + "="
                    + new String(
                        ((DebEntry.RegularFile) entry).bytes(),
                        java.nio.charset.StandardCharsets.UTF_8))
        .contains(
            share + "/requirements.txt=django\ngunicorn\n",
            share + "/requirements.lock=django==4.2.28 --hash=sha256:ab\ngunicorn==23.0\n",
            share + "/sbom.cdx.json=" + Files.readString(built.bom()));
    assertThat(built.buildInfo())
        .hasFileName(built.fileName().replace(".deb", ".buildinfo"))
        .content()
        .contains("\nSource: shop-env-" + built.hash() + "\n")
        .contains("\nInstalled-Build-Depends:\n libc6 (= 2.41-12)\nEnvironment:\n");
    assertThat(deb.control().depends()).containsExactly("python3 (>= 3.13~)");
    assertThat(deb.control().architecture().text()).isEqualTo("amd64");
    assertThat(deb.control().section()).isEqualTo("python");
  }

  @Test
  void buildWhenPackageIsCachedEntersNoChroot() throws Exception {
    EnvBuilt first = build(request("django", PipSettings.NONE, Map.of()));
    told.clear();
    engine.prepared = null;
    EnvBuilt second = build(request("# same\nDjango", PipSettings.NONE, Map.of()));
    assertThat(second).isEqualTo(first);
    assertThat(engine.prepared).isNull();
    assertThat(told).containsExactly("reused " + first.fileName());
    assertThat(second.facts().has("gunicorn")).isTrue();
    assertThat(second.facts().version("Django")).contains("4.2.28");
    assertThat(second.facts().has("celery")).isFalse();
  }

  @Test
  void buildWhenLoginIsNeededGivesItToPipAlone() throws Exception {
    PipSettings pip =
        PipSettings.NONE.with(PipOption.INDEX_URL, List.of("https://me:hidden@host/simple"));
    engine.output = List.of("Looking in indexes: https://me:hidden@host/simple");
    EnvRequest request =
        request("a @ git+https://${TOKEN}@host/a.git@1", pip, Map.of("TOKEN", "geheim"));
    build(request);
    assertThat(engine.order)
        .contains(
            "\"requirements\":[[\"a @ git+https://host/a.git@1\"]]",
            "\"PIP_INDEX_URL\":\"https://host/simple\"",
            "\"netrc\":[\"machine host login me password hidden\"]",
            "\"gitCredentials\":[\"https://geheim:@host/a.git\"]",
            "\"secrets\":[\"geheim\",\"hidden\"]");
    assertThat(engine.command.environment()).isEmpty();
    assertThat(engine.command.arguments().toString()).doesNotContain("geheim");
    assertThat(told.toString()).contains("https://****@host/simple").doesNotContain("hidden");
    assertThat(written.toString()).doesNotContain("geheim", "hidden");
    assertThat(folder.resolve("logs")).isEmptyDirectory();
  }

  @Test
  void buildWhenVariableIsUnsetSaysSo() throws Exception {
    EnvRequest request = request("-i https://${USER_X}@host/s\ndjango", PipSettings.NONE, Map.of());
    assertThatThrownBy(() -> build(request))
        .hasMessage(
            "The requirements name ${USER_X}: set that environment variable when you build");
  }

  @Test
  void buildWhenTreeIsRequiredShowsItToTheChroot() throws Exception {
    Files.createDirectory(tree.resolve("x"));
    build(request("./x", PipSettings.NONE, Map.of()));
    assertThat(engine.command.binds())
        .anyMatch(bind -> bind.host().equals(tree) && bind.at().text().equals("/build/tree"));
    assertThat(engine.order)
        .containsPattern("\"requirements\":\\[\\[\"/build/source-[0-9a-f]{12}/x\"");
  }

  @Test
  void buildWhenPipFailsTellsWhyAndWhereItsLogIs() throws Exception {
    engine.exitCode = 3;
    engine.output =
        List.of(
            "ERROR: Could not find a version that satisfies the requirement nosuch (from versions:"
                + " none)");
    EnvRequest request = request("nosuch", PipSettings.NONE, Map.of());
    assertThatThrownBy(() -> build(request))
        .isInstanceOfSatisfying(BuildFailure.class, f -> assertThat(f.isUsers()).isTrue())
        .hasMessageMatching(
            "The virtualenv of shop-env-[0-9a-f]{12} cannot be built: no index that pip asked has"
                + " \"nosuch\": correct it in the requirements, or name the index that has it with"
                + " <indexUrl>, <extraIndexUrls> or <findLinks>\n"
                + "ERROR: Could not find .*\n"
                + "\\(the whole log: .*/logs/env.log\\)");
  }

  @Test
  void buildWhenItsTimeIsUpKeepsWhatPipHasDownloaded() throws Exception {
    engine.end = Optional.of(BuildFailure.ofMachine("\"pip\" did not end within 360 minutes"));
    EnvRequest request = request("django", PipSettings.NONE, Map.of());
    assertThatThrownBy(() -> build(request)).isSameAs(engine.end.get());
    assertThat(engine.command.timeout()).isEqualTo(Duration.ofHours(6));

    engine.end = Optional.empty();
    build(request);
    assertThat(engine.lent).containsExactly("whole");
  }

  @Test
  void buildWhenTheProgramFailsBlamesTheMachine() throws Exception {
    engine.exitCode = 1;
    EnvRequest request = request("django", PipSettings.NONE, Map.of());
    assertThatThrownBy(() -> build(request))
        .isInstanceOfSatisfying(BuildFailure.class, f -> assertThat(f.isUsers()).isFalse())
        .hasMessageContaining("cannot be built: the program that builds it failed\n");
  }

  @Test
  void buildWhenTheProgramIsKilledSaysWhyThatMayBe() throws Exception {
    engine.exitCode = 137;
    EnvRequest request = request("django", PipSettings.NONE, Map.of());
    assertThatThrownBy(() -> build(request))
        .isInstanceOfSatisfying(BuildFailure.class, f -> assertThat(f.isUsers()).isFalse())
        .hasMessageContaining(
            "cannot be built: the program that builds it was killed, as the kernel does when memory"
                + " runs out: see its log (journalctl -k), give this machine or its container more"
                + " memory, and build again\n");
  }

  private EnvRequest with(UnpinnedPolicy unpinned, EnvRequest request) {
    return with(unpinned, request.maintainer(), request.compression(), request);
  }

  private EnvRequest with(
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

  @Test
  void buildWhenRequirementsAreUnpinnedWarnsRefusesOrIsSilent() throws Exception {
    EnvRequest request = request("django>=4.2\ncelery\ngunicorn==23.0", PipSettings.NONE, Map.of());
    build(with(UnpinnedPolicy.WARN, request));
    assertThat(told)
        .contains(
            "warning: requirements.txt has requirements without an exact version, so what is"
                + " installed depends on the day on which it is built: celery, django>=4.2. Let a"
                + " tool such as pip-compile, uv or Poetry write exact ones;"
                + " <unpinned>ignore</unpinned> ends this warning");
    told.clear();
    build(with(UnpinnedPolicy.IGNORE, request));
    assertThat(told).noneMatch(line -> line.contains("exact version"));
    assertThatThrownBy(() -> EnvPackage.check(with(UnpinnedPolicy.FAIL, request)))
        .isInstanceOfSatisfying(BuildFailure.class, f -> assertThat(f.isUsers()).isTrue())
        .hasMessage(
            "requirements.txt has requirements without an exact version, and <unpinned> is fail:"
                + " celery, django>=4.2. Let a tool such as pip-compile, uv or Poetry write exact"
                + " ones.");
    Files.writeString(tree.resolve("base.txt"), "django>=4.2\n");
    EnvRequest included = request("-r base.txt\ngunicorn==23.0", PipSettings.NONE, Map.of());
    assertThatThrownBy(() -> EnvPackage.check(with(UnpinnedPolicy.FAIL, included)))
        .hasMessageStartingWith(
            "base.txt has requirements without an exact version, and <unpinned> is fail:"
                + " django>=4.2. Let");
    EnvRequest several = request("-r base.txt\ngunicorn", PipSettings.NONE, Map.of());
    assertThatThrownBy(() -> EnvPackage.check(with(UnpinnedPolicy.FAIL, several)))
        .hasMessageStartingWith(
            "base.txt and requirements.txt have requirements without an exact version, and"
                + " <unpinned> is fail: django>=4.2 in base.txt; gunicorn in requirements.txt. Let");
    Files.writeString(folder.resolve("c.txt"), "celery==5\ndjango==4.2\n");
    PipSettings pinned = PipSettings.NONE.with(PipOption.CONSTRAINT, List.of("c.txt"));
    EnvPackage.check(with(UnpinnedPolicy.FAIL, request("django>=4.2\ncelery", pinned, Map.of())));
  }

  @Test
  void buildWhenTheFileNamesAnIndexSaysThatThePomsIsNotAsked() throws Exception {
    build(
        request(
            "-i https://a/simple\ngunicorn==23",
            PipSettings.NONE.with(PipOption.INDEX_URL, List.of("https://b/simple")),
            Map.of()));
    assertThat(told)
        .contains(
            "warning: requirements.txt has an --index-url, which pip asks in place of <indexUrl>:"
                + " remove one of them");
  }

  @Test
  void checkWhenAWheelhouseCannotHaveARequirementRefuses() throws Exception {
    Path wheels = Files.createDirectory(folder.resolve("wheels"));
    EnvRequest request =
        request(
            "a @ https://host/a.zip\ngunicorn==23",
            PipSettings.NONE.withWheelhouse(wheels),
            Map.of());
    assertThatThrownBy(() -> EnvPackage.check(request))
        .hasMessage(
            "requirements.txt names addresses, and with <wheelhouse> nothing is fetched: put these"
                + " into the folder, and name the project alone: a @ https://host/a.zip");
  }

  @Test
  void buildWhenSettingsKnowTheServerOpensItAndLeavesTheHashAlone() throws Exception {
    PipSettings bare =
        PipSettings.NONE.with(PipOption.INDEX_URL, List.of("https://host:8443/simple"));
    Logins logins = new Logins(Map.of("nexus", new Login("robot", "s3cret")), Map.of());
    EnvBuilt open =
        build(request("gunicorn==23", bare.withLogins(logins, Optional.of("nexus")), Map.of()));
    assertThat(engine.order).contains("\"netrc\":[\"machine host login robot password s3cret\"]");
    assertThat(told.toString() + written).doesNotContain("s3cret");
    assertThat(open.hash()).isEqualTo(build(request("gunicorn==23", bare, Map.of())).hash());
    EnvRequest missing =
        request("gunicorn==23", bare.withLogins(logins, Optional.of("nexsu")), Map.of());
    assertThatThrownBy(() -> EnvPackage.check(missing))
        .hasMessage(
            "<indexServerId>: \"nexsu\" is no <server> with a user and a password in settings.xml:"
                + " add it there.");
  }

  /** A package that another machine has built of the same request, with its description. */
  private SharedEnvs.Found elsewhere(EnvRequest request, String packageName) throws Exception {
    EnvPlan plan = EnvPlan.of(request);
    Path deb = folder.resolve("elsewhere.deb");
    ControlFields control =
        new ControlFields(
            packageName,
            plan.version(),
            new Architecture("amd64"),
            "Another <another@localhost>",
            "python",
            List.of("python3"),
            List.of(),
            "",
            "built elsewhere",
            List.of());
    new JdebWriter()
        .write(
            new DebPackage(
                control,
                List.of(DebEntry.text(new TargetPath("/usr/lib/shop-env/file"), "text\n")),
                List.of(),
                new TreeSet<>(),
                EnvPlan.TIMESTAMP),
            Compression.XZ,
            deb);
    EnvFacts facts =
        new EnvFacts(
            "3.13",
            List.of("gunicorn==22"),
            List.of(
                new Distribution("gunicorn", "22", "pkg:pypi/gunicorn@22", "", "MIT", List.of())),
            List.of("python3"),
            Map.of(),
            0,
            0,
            List.of("libc6 (= 2)"));
    Path description = folder.resolve("elsewhere.json");
    SharedEnv.describe(
        new EnvBuilt(deb, "x.deb", plan.hash(), plan.key(), facts, deb, deb), description);
    return new SharedEnvs.Found(deb, description);
  }

  @Test
  void buildWhenItIsForAnotherArchitectureHasTheSameNameAndIsNotReused() throws Exception {
    EnvRequest amd64 = request("amd64", "django", PipSettings.NONE, Map.of());
    EnvRequest arm64 = request("arm64", "django", PipSettings.NONE, Map.of());

    EnvBuilt first = build(amd64);
    EnvBuilt second = build(arm64);

    assertThat(second.hash()).isEqualTo(first.hash());
    assertThat(second.key()).isNotEqualTo(first.key());
    assertThat(first.fileName()).isEqualTo("shop-env-" + first.hash() + "_2+deb13_amd64.deb");
    assertThat(second.fileName()).isEqualTo("shop-env-" + first.hash() + "_2+deb13_arm64.deb");
    assertThat(written)
        .extracting(deb -> deb.control().architecture().text())
        .containsExactly("amd64", "arm64");
    assertThat(EnvPlan.of(amd64).configuration().cacheName())
        .isNotEqualTo(EnvPlan.of(arm64).configuration().cacheName());
  }

  @Test
  void buildWhenAnotherMachineHasBuiltItTakesThat() throws Exception {
    EnvRequest request = request("django", PipSettings.NONE, Map.of());
    String name = EnvPlan.of(request).packageName();
    SharedEnvs.Found found = elsewhere(request, name);
    List<String> asked = new ArrayList<>();
    shared =
        question -> {
          asked.add(question);
          return Optional.of(found);
        };

    EnvBuilt built = build(request);
    EnvBuilt again = build(request);

    assertThat(built.deb()).hasSameBinaryContentAs(found.deb()).hasFileName(built.fileName());
    assertThat(built.facts().version("gunicorn")).contains("22");
    assertThat(built.buildInfo()).content().contains("Installed-Build-Depends:\n libc6 (= 2)\n");
    assertThat(built.bom()).content().contains("pkg:pypi/gunicorn@22");
    assertThat(again).isEqualTo(built);
    assertThat(asked).containsExactly(name + " amd64 2");
    assertThat(told).containsExactly("taken " + built.fileName(), "reused " + built.fileName());
    assertThat(engine.prepared).isNull();
  }

  @Test
  void buildWhenWhatAnotherMachineBuiltIsDamagedTellsAndBuilds() throws Exception {
    EnvRequest request = request("django", PipSettings.NONE, Map.of());
    String name = EnvPlan.of(request).packageName();
    SharedEnvs.Found found = elsewhere(request, name);
    Files.writeString(found.deb(), "x", java.nio.file.StandardOpenOption.APPEND);
    shared = asked -> Optional.of(found);

    assertThat(build(request).deb()).hasContent("deb");
    assertThat(told)
        .contains(
            "warning: virtualenv: "
                + name
                + " in the repository is not used, and built here: its checksum is not the one in"
                + " its description",
            "building " + name);
  }

  @Test
  void buildWhenAnotherMachinePackagedItOtherwiseTellsAndBuilds() throws Exception {
    EnvRequest request = request("django", PipSettings.NONE, Map.of());
    String name = EnvPlan.of(request).packageName();
    EnvRequest ofAnother =
        with(UnpinnedPolicy.IGNORE, "Another <another@localhost>", Compression.ZSTD, request);
    EnvRequest packedOtherwise =
        with(UnpinnedPolicy.IGNORE, request.maintainer(), Compression.XZ, request);

    for (EnvRequest other : List.of(ofAnother, packedOtherwise)) {
      SharedEnvs.Found found = elsewhere(other, name);
      shared = asked -> Optional.of(found);
      assertThat(build(request).deb()).hasContent("deb");
      assertThat(told)
          .contains(
              "warning: virtualenv: "
                  + name
                  + " in the repository is not used, and built here: it was built by another"
                  + " version of the plugin, or with another <compression> or <maintainer>; with"
                  + " another <envRevision> this one can be shared",
              "building " + name);
      told.clear();
      FileTrees.delete(folder.resolve("cache"));
    }
  }

  @Test
  void buildWhenWhatAnotherMachineBuiltIsSomethingElseTellsAndBuilds() throws Exception {
    EnvRequest request = request("django", PipSettings.NONE, Map.of());
    String name = EnvPlan.of(request).packageName();
    SharedEnvs.Found found = elsewhere(request, "shop-env-ffffffffffff");
    shared = asked -> Optional.of(found);

    assertThat(build(request).deb()).hasContent("deb");
    assertThat(told)
        .anyMatch(line -> line.endsWith("its control file does not say \"Package: " + name + "\""));

    Files.writeString(found.description(), "{\"format\": 3, \"key\": \"a\"}");
    FileTrees.delete(folder.resolve("cache"));
    assertThat(build(request).deb()).hasContent("deb");
    assertThat(told).anyMatch(line -> line.endsWith("another format than this plugin reads"));
  }
}
