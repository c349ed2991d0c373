package io.github.djangodeb.chroot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.cache.CacheDirectory;
import io.github.djangodeb.cache.CacheEvents;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine over a host that only pretends. */
class UnshareEngineTest {
  private static final String UNREACHABLE =
      "E: Failed to fetch http://mirror.example/x Could not resolve 'mirror.example'";

  private static final Architecture AMD64 = new Architecture("amd64");
  private static final Architecture ARM64 = new Architecture("arm64");

  private final FakeHost host = new FakeHost();
  private final RecordedChrootEvents events = new RecordedChrootEvents();

  private NetworkAccess network = new NetworkAccess(Map.of(), List.of());

  @TempDir Path folder;

  private CacheDirectory cache;

  @BeforeEach
  void make() {
    cache = new CacheDirectory(folder.resolve("cache"));
  }

  /** An engine of a build that began at a moment; closed, or its bases are held to the end. */
  private UnshareEngine engine(Instant buildStart) {
    Machine machine =
        new Machine(0, "root", List.of(Path.of("/usr/bin"), folder.resolve("bin")), folder);
    Tools tools =
        new Tools(
            machine,
            Namespaces.of(machine),
            cache,
            network,
            host,
            folder.resolve("logs"),
            events,
            CacheEvents.none());
    return new UnshareEngine(tools, AMD64, buildStart);
  }

  private UnshareEngine later() {
    return engine(Instant.now().plusSeconds(60));
  }

  private static ChrootSpec spec(Duration maxAge, boolean refresh, String... packages) {
    return new ChrootSpec(
        Suite.TRIXIE, AMD64, List.of(), new TreeSet<>(List.of(packages)), maxAge, refresh);
  }

  private static ChrootSpec usual(String... packages) {
    return spec(Duration.ofDays(7), false, packages);
  }

  private static ChrootSpec aged() {
    return spec(Duration.ofSeconds(-1), false);
  }

  private long runs(String program) {
    return host.commands.stream().filter(command -> command.startsWith(program + " ")).count();
  }

  private List<Path> bases() throws IOException, BuildFailure {
    try (Stream<Path> all = Files.walk(cache.chroots(), 3)) {
      return all.filter(path -> path.endsWith("base")).toList();
    }
  }

  @Test
  void prepareWhenNothingIsThereMakesTheBase() throws BuildFailure {
    try (UnshareEngine engine = engine(Instant.now())) {
      Chroot chroot = engine.prepare(usual());
      assertThat(chroot.layers()).singleElement().satisfies(tree -> assertThat(tree).exists());
      assertThat(chroot.layers().get(0).resolve("usr/sbin/policy-rc.d"))
          .content()
          .endsWith("exit 101\n");
    }
    assertThat(host.commands)
        .filteredOn(command -> command.startsWith("mmdebstrap"))
        .singleElement()
        .asString()
        .startsWith(
            "mmdebstrap --mode=root --format=directory --variant=minbase --architectures=amd64"
                + " --include=python3,python3-venv,python3-pip,ca-certificates"
                + " --skip=cleanup/apt/lists --aptopt=")
        .contains("/base deb ")
        .endsWith("http://mirror.example/debian/ trixie main");
    assertThat(events.told).containsExactly("making base trixie", "made base trixie");
  }

  @Test
  void prepareWhenMirrorsAreGivenUsesThem() throws BuildFailure {
    ChrootSpec spec =
        new ChrootSpec(
            Suite.BOOKWORM,
            AMD64,
            List.of("deb http://a.example/ bookworm main", "deb http://b.example/ x main"),
            new TreeSet<>(),
            Duration.ofDays(7),
            false);
    try (UnshareEngine engine = engine(Instant.now())) {
      engine.prepare(spec);
    }
    assertThat(runs("apt-get")).isZero();
    assertThat(host.commands)
        .anySatisfy(
            command ->
                assertThat(command)
                    .startsWith("mmdebstrap")
                    .contains(" bookworm ")
                    .endsWith(
                        "/base deb http://a.example/ bookworm main deb http://b.example/ x main"));
  }

  private static ChrootSpec foreign() {
    return new ChrootSpec(
        Suite.TRIXIE, ARM64, List.of(), new TreeSet<>(), Duration.ofDays(7), false);
  }

  private void assertForeignIsRefused(String why) throws BuildFailure {
    try (UnshareEngine engine = engine(Instant.now())) {
      assertThatThrownBy(() -> engine.require(foreign()))
          .hasMessageStartingWith("<architecture>: this machine, of amd64");
      assertThatThrownBy(() -> engine.prepare(foreign()))
          .isInstanceOf(BuildFailure.class)
          .hasMessage(
              "<architecture>: this machine, of amd64, does not run programs of \"arm64\": "
                  + why
                  + ": run \"apt-get install arch-test qemu-user-static\" (in a container, the"
                  + " second on the machine around it), or build on a machine of arm64");
    }
    assertThat(runs("mmdebstrap")).isZero();
  }

  private void installArchTest() throws IOException {
    Path program = Files.createDirectories(folder.resolve("bin")).resolve("arch-test");
    assertThat(Files.writeString(program, "").toFile().setExecutable(true)).isTrue();
  }

  private void registerQemu(String flags) throws IOException {
    Path entries = Files.createDirectories(folder.resolve("proc/sys/fs/binfmt_misc"));
    Files.writeString(
        entries.resolve("qemu-aarch64"),
        "enabled\ninterpreter /usr/libexec/qemu-binfmt/aarch64-binfmt-P\nflags: " + flags + "\n");
  }

  @Test
  void prepareWhenMachineEmulatesTheArchitectureMakesTheBase() throws Exception {
    installArchTest();
    registerQemu("POF");
    try (UnshareEngine engine = engine(Instant.now())) {
      assertThat(engine.prepare(foreign()).layers()).hasSize(1);
    }
    assertThat(host.commands)
        .startsWith("arch-test arm64")
        .anySatisfy(command -> assertThat(command).contains(" --architectures=arm64 "));
  }

  @Test
  void prepareWhenNobodyCanTellWhetherTheArchitectureRunsSaysWhatToInstall() throws Exception {
    Machine machine = new Machine(0, "root", List.of(folder.resolve("bin")), folder);
    Tools tools =
        new Tools(
            machine,
            Namespaces.of(machine),
            cache,
            network,
            host,
            folder.resolve("logs"),
            events,
            CacheEvents.none());
    assertThatThrownBy(() -> new ForeignArchitecture(tools, AMD64).require(ARM64))
        .hasMessageContaining(
            "\"arm64\": the program \"arch-test\", which tells so, is not installed: run \"apt-get");
  }

  @Test
  void prepareWhenMachineDoesNotEmulateTheArchitectureSaysWhatToInstall() throws Exception {
    installArchTest();
    host.failures.put("arch-test", List.of("arm64: not supported on this machine/kernel"));
    assertForeignIsRefused("arch-test says \"arm64: not supported on this machine/kernel\"");
  }

  @Test
  void prepareWhenQemuIsNotSeenFromChrootsSaysSo() throws Exception {
    installArchTest();
    registerQemu("P");
    assertForeignIsRefused(
        "qemu is registered without the flag F, so that a chroot would need a copy of it");
  }

  @Test
  void prepareWhenBaseIsYoungRunsNothing() throws BuildFailure {
    try (UnshareEngine engine = engine(Instant.now())) {
      engine.prepare(usual());
    }
    host.commands.clear();
    try (UnshareEngine engine = later()) {
      engine.prepare(usual());
    }
    assertThat(host.commands).isEmpty();
    assertThat(events.told).endsWith("reused base trixie");
  }

  @Test
  void prepareWhenManyBuildsWantItMakesItOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try (UnshareEngine one = engine(Instant.now());
        UnshareEngine other = engine(Instant.now())) {
      List<Future<Chroot>> all = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        all.add(threads.submit(() -> one.prepare(usual("gcc"))));
        all.add(threads.submit(() -> other.prepare(usual("gcc"))));
      }
      Set<Chroot> made = new HashSet<>();
      for (Future<Chroot> future : all) {
        made.add(future.get());
      }
      assertThat(made).hasSize(1);
    } finally {
      threads.shutdownNow();
    }
    assertThat(runs("mmdebstrap")).isEqualTo(1);
    assertThat(host.commands).filteredOn(command -> command.contains(" satisfy ")).hasSize(1);
  }

  @Test
  void prepareWhenBaseIsOldMakesItAnewAndDeletesTheOld() throws Exception {
    Chroot old;
    try (UnshareEngine engine = engine(Instant.now())) {
      old = engine.prepare(usual());
    }
    try (UnshareEngine engine = later()) {
      assertThat(engine.prepare(aged())).isNotEqualTo(old);
    }
    assertThat(old.layers().get(0).getParent()).doesNotExist();
    assertThat(bases()).hasSize(1);
  }

  @Test
  void prepareWhenSessionIsOnTheOldBaseKeepsItUntilClosed() throws Exception {
    UnshareEngine first = engine(Instant.now());
    Chroot chroot = first.prepare(usual());
    Path old = chroot.layers().get(0);
    try (Session session = first.open(chroot)) {
      first.close();
      try (UnshareEngine second = later()) {
        second.prepare(aged());
      }
      assertThat(session).isNotNull();
      assertThat(old).exists();
    }
    try (UnshareEngine third = engine(Instant.now())) {
      third.prepare(usual());
    }
    assertThat(old).doesNotExist();
  }

  @Test
  void prepareWhenAnotherBuildHoldsTheOldBaseKeepsIt() throws Exception {
    try (UnshareEngine first = engine(Instant.now())) {
      Chroot chroot = first.prepare(usual());
      try (UnshareEngine second = later()) {
        second.prepare(aged());
      }
      try (Session session = first.open(chroot)) {
        assertThat(session).isNotNull();
      }
      assertThat(bases()).hasSize(2);
    }
  }

  @Test
  void prepareWhenRefreshIsAskedMakesItOncePerBuild() throws BuildFailure {
    ChrootSpec refresh = spec(Duration.ofDays(7), true);
    try (UnshareEngine engine = engine(Instant.now().minus(Duration.ofDays(1)))) {
      engine.prepare(usual());
    }
    // What is there was made before this build, and what is made now after it began.
    Instant start = Instant.now();
    try (UnshareEngine engine = later()) {
      engine.prepare(refresh);
    }
    assertThat(runs("mmdebstrap")).isEqualTo(2);
    try (UnshareEngine engine = engine(start)) {
      engine.prepare(refresh);
    }
    assertThat(runs("mmdebstrap")).isEqualTo(2);
  }

  @Test
  void prepareWhenMirrorIsUnreachableNamesItAndTheParameter() {
    host.failures.put("mmdebstrap", List.of("I: running", UNREACHABLE, "E: mmdebstrap failed"));
    assertThatThrownBy(() -> engine(Instant.now()).prepare(usual()))
        .isInstanceOfSatisfying(
            BuildFailure.class, failure -> assertThat(failure.isUsers()).isFalse())
        .hasMessage(
            "the chroot of \"trixie\" cannot be made, because a mirror does not give what was"
                + " asked for:\n"
                + UNREACHABLE
                + "\nTry again when it can be reached, or name another with <mirrors>\n"
                + "(the whole log: "
                + folder.resolve("logs/chroot-trixie.log")
                + ")");
  }

  @Test
  void prepareWhenMirrorIsUnreachableKeepsTheAgedBase() throws Exception {
    Chroot old;
    try (UnshareEngine engine = engine(Instant.now())) {
      old = engine.prepare(usual());
    }
    host.failures.put("mmdebstrap", List.of(UNREACHABLE));
    try (UnshareEngine engine = later()) {
      assertThat(engine.prepare(aged())).isEqualTo(old);
    }
    assertThat(events.told.get(events.told.size() - 1))
        .startsWith("kept old base trixie, 0 days: the chroot of \"trixie\" cannot be made,");
    assertThat(bases()).hasSize(1);
  }

  @Test
  void prepareWhenRefreshIsAskedAndMirrorIsUnreachableFails() throws BuildFailure {
    try (UnshareEngine engine = engine(Instant.now())) {
      engine.prepare(usual());
    }
    host.failures.put("mmdebstrap", List.of(UNREACHABLE));
    assertThatThrownBy(() -> later().prepare(spec(Duration.ofDays(7), true)))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining("<mirrors>");
  }

  @Test
  void prepareWhenDiskIsFullNamesTheFolderAndLeavesNoDraft() throws Exception {
    host.failures.put("mmdebstrap", List.of("dpkg: error: No space left on device", UNREACHABLE));
    assertThatThrownBy(() -> engine(Instant.now()).prepare(usual()))
        .isInstanceOf(BuildFailure.class)
        .hasMessageStartingWith(
            "the cache folder \""
                + cache.root()
                + "\" cannot be written: the disk is full; make room there, or choose another"
                + " folder with <cacheDirectory>\n");
    assertThat(bases()).isEmpty();
  }

  @Test
  void prepareWhenHostHasNoDebianArchiveNamesTheParameter() {
    host.failures.put("apt-config", List.of("unused"));
    Machine machine = new Machine(0, "root", List.of(), folder);
    HostApt apt =
        new HostApt(
            machine,
            (command, log, lines) -> new io.github.djangodeb.process.Outcome(0, List.of(), log));
    assertThatThrownBy(() -> apt.sources(Suite.TRIXIE))
        .isInstanceOf(BuildFailure.class)
        .hasMessage(
            "this machine's apt uses no archive of Debian's, so there is none to make the chroot of"
                + " \"trixie\" from: name them with <mirrors>, one line of a sources.list each");
  }

  @Test
  void prepareWhenPackagesAreWantedPutsALayerOnTheBase() throws BuildFailure {
    try (UnshareEngine engine = engine(Instant.now())) {
      Chroot chroot = engine.prepare(usual("libpq-dev (>= 15)", "gcc | clang"));
      assertThat(chroot.layers()).hasSize(2).allSatisfy(layer -> assertThat(layer).exists());
      assertThat(engine.prepare(usual("gcc | clang", "libpq-dev (>= 15)"))).isEqualTo(chroot);
      assertThat(engine.prepare(usual("gcc")).layers().get(1)).isEqualTo(chroot.layers().get(1));
      assertThat(cache.sessions()).isEmptyDirectory();
    }
    assertThat(host.commands)
        .filteredOn(command -> command.contains(" satisfy "))
        .containsExactly(
            "apt-get --yes --no-install-recommends -o APT::Sandbox::User=root -o"
                + " Dpkg::Use-Pty=0 satisfy -- gcc | clang libpq-dev (>= 15)",
            "apt-get --yes --no-install-recommends -o APT::Sandbox::User=root -o"
                + " Dpkg::Use-Pty=0 satisfy -- gcc");
    assertThat(events.told).contains("reused layer [gcc | clang, libpq-dev (>= 15)]");
  }

  @Test
  void prepareWhenListsAreOutOfDateUpdatesThemAndTriesAgain() throws BuildFailure {
    try (UnshareEngine engine = engine(Instant.now())) {
      engine.prepare(usual());
      host.failures.put("apt-get", List.of("E: Failed to fetch http://m.example/x 404"));
      host.failOnce.add("apt-get");
      engine.prepare(usual("gcc"));
    }
    assertThat(host.commands)
        .filteredOn(command -> command.contains("Use-Pty"))
        .extracting(command -> command.replaceAll(".*Use-Pty=0 ", ""))
        .containsExactly("satisfy -- gcc", "update --error-on=any", "satisfy -- gcc");
  }

  @Test
  void prepareWhenPackageDoesNotExistIsTheUsersFault() throws Exception {
    try (UnshareEngine engine = engine(Instant.now())) {
      engine.prepare(usual());
      host.failures.put("apt-get", List.of("E: Unable to locate package gccc"));
      assertThatThrownBy(() -> engine.prepare(usual("gccc", "make")))
          .isInstanceOfSatisfying(
              BuildFailure.class, failure -> assertThat(failure.isUsers()).isTrue())
          .hasMessageStartingWith(
              "the build packages \"gccc\" cannot be installed in the chroot, because its release"
                  + " does not have these packages:\nE: Unable to locate package gccc\n");
      host.failures.put("apt-get", List.of("E: Something else"));
      assertThatThrownBy(() -> engine.prepare(usual("gccc", "make")))
          .hasMessageStartingWith(
              "the build packages \"gccc\", \"make\" cannot be installed in the chroot. The last");
      assertThat(cache.sessions()).isEmptyDirectory();
    }
  }

  @Test
  void openWhenOwnerOfSessionIsDeadSweepsIt() throws Exception {
    Path dead = Files.createDirectories(cache.sessions().resolve("dead/upper"));
    try (UnshareEngine engine = engine(Instant.now());
        Session session = engine.open(engine.prepare(usual()))) {
      assertThat(session).isNotNull();
      assertThat(dead.getParent()).doesNotExist();
      assertThat(cache.sessions()).isNotEmptyDirectory();
    }
    assertThat(cache.sessions()).isEmptyDirectory();
  }

  @Test
  void openWhenSessionLivesElsewhereLeavesIt() throws Exception {
    try (UnshareEngine one = engine(Instant.now());
        UnshareEngine other = engine(Instant.now())) {
      Chroot chroot = one.prepare(usual());
      try (Session living = one.open(chroot);
          Session second = other.open(chroot)) {
        assertThat(((UnshareSession) living).folder()).exists();
        assertThat(((UnshareSession) second).folder()).exists();
      }
    }
  }

  @Test
  void runWhenSessionCannotBeSetUpSaysSo() throws BuildFailure {
    try (UnshareEngine engine = engine(Instant.now());
        Session session = engine.open(engine.prepare(usual()))) {
      host.failures.put("python3", List.of("session: mount failed"));
      Path log = folder.resolve("log");
      assertThatThrownBy(() -> session.run(SessionCommand.of("python3", "x"), log, line -> {}))
          .isInstanceOf(BuildFailure.class)
          .hasMessage(
              "a session in the chroot cannot be set up:\nsession: mount failed\n(the whole log: "
                  + log
                  + ")");
    }
  }

  @Test
  void prepareWhenAProxyWantsALoginTellsItToAptAloneAndForgetsIt() throws Exception {
    Path authority = Files.writeString(folder.resolve("ca.pem"), "COMPANY");
    network =
        new NetworkAccess(Map.of(), List.of())
            .with(
                Map.of(
                    "http_proxy", "http://ada:s3cret@proxy:1",
                    "https_proxy", "http://open:2",
                    "no_proxy", ".example.org",
                    "HTTP_PROXY", "http://pip.alone:3"),
                List.of(authority));
    try (UnshareEngine engine = engine(Instant.now())) {
      engine.prepare(usual("libpq-dev"));
    }
    assertThat(host.commands.toString() + host.environments).doesNotContain("s3cret");
    assertThat(host.environments.toString())
        .contains("https_proxy=http://open:2", "no_proxy=.example.org")
        .doesNotContain("pip.alone");
    assertThat(host.aptSettings)
        .hasSize(2)
        .allSatisfy(
            text ->
                assertThat(text)
                    .contains(
                        "Acquire::http::Proxy \"http://ada:s3cret@proxy:1\";",
                        "Acquire::https::CaInfo \"")
                    .doesNotContain("open:2"));
    try (Stream<Path> files = Files.walk(cache.root())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file)).as(file.toString()).doesNotContain("s3cret");
      }
    }
  }

  private void assertNoneKnows(String secret, Path but) throws IOException {
    assertThat(host.commands.toString() + host.environments + host.aptSettings + events.told)
        .doesNotContain(secret);
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file :
          files.filter(Files::isRegularFile).filter(one -> !one.equals(but)).toList()) {
        assertThat(Files.readString(file)).as(file.toString()).doesNotContain(secret);
      }
    }
  }

  @Test
  void prepareWhenMirrorsWantALoginGivesItToAptAlone() throws Exception {
    ChrootSpec spec =
        new ChrootSpec(
            Suite.TRIXIE,
            AMD64,
            List.of(
                "deb [signed-by=/k.gpg] https://ada:s3cr%23t@a.example:8443/debian trixie main",
                "deb https://bob:geheim@a.example:8443/debian-security/ trixie-security main",
                "deb http://open.example/ trixie main"),
            new TreeSet<>(List.of("libpq-dev")),
            Duration.ofDays(7),
            false);
    try (UnshareEngine engine = engine(Instant.now())) {
      Path tree = engine.prepare(spec).layers().get(1);
      Path logins = tree.resolveSibling("auth.conf");
      assertThat(logins)
          .hasContent(
              """
              machine https://a.example:8443/debian-security/ login bob password geheim
              machine https://a.example:8443/debian/ login ada password s3cr#t
              """);
      assertThat(Files.getPosixFilePermissions(logins))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertNoneKnows("geheim", logins);
      assertNoneKnows("s3cr", logins);
    }
    assertThat(host.commands)
        .anySatisfy(
            command ->
                assertThat(command)
                    .startsWith("mmdebstrap")
                    .endsWith(
                        "/base deb [signed-by=/k.gpg] https://a.example:8443/debian trixie main"
                            + " deb https://a.example:8443/debian-security/ trixie-security main"
                            + " deb http://open.example/ trixie main"));
    assertThat(host.aptSettings)
        .hasSize(2)
        .allSatisfy(text -> assertThat(text).containsPattern("Dir::Etc::netrc \".*/auth.conf\";"));
    assertThat(host.aptSettings.get(1)).contains("\"/build/auth.conf\"");
  }

  @Test
  void prepareWhenTheMachinesOwnArchivesWantALoginGivesItToAptAlone() throws Exception {
    host.archive = "http://ada:geheim@mirror.example/debian/";
    try (UnshareEngine engine = engine(Instant.now())) {
      Path tree = engine.prepare(usual("libpq-dev")).layers().get(1);
      assertNoneKnows("geheim", tree.resolveSibling("auth.conf"));
      assertThat(tree.resolve(BaseMaker.APT_SETTINGS)).content().doesNotContain("netrc");
    }
    assertThat(host.commands)
        .anySatisfy(
            command ->
                assertThat(command)
                    .startsWith("mmdebstrap")
                    .contains(" http://mirror.example/debian/ trixie main"));
  }

  @Test
  void prepareWhenAptCannotBeToldALoginSaysSoWithoutTellingIt() throws Exception {
    ChrootSpec spec =
        new ChrootSpec(
            Suite.TRIXIE,
            AMD64,
            List.of("deb https://ada:ge%20heim@a.example/debian trixie main"),
            new TreeSet<>(),
            Duration.ofDays(7),
            false);
    try (UnshareEngine engine = engine(Instant.now())) {
      assertThatThrownBy(() -> engine.prepare(spec))
          .isInstanceOfSatisfying(BuildFailure.class, f -> assertThat(f.isUsers()).isTrue())
          .hasMessage(
              "The login for https://a.example/debian in <mirrors>, or in the sources of this"
                  + " machine's apt, has a blank or a control character, which apt takes from no"
                  + " file: give that server a login without.");
    }
  }
}
