package io.github.djangodeb.chroot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.Suite;
import io.github.djangodeb.name.TargetPath;
import io.github.djangodeb.process.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The engine with real chroots. */
@Tag("chroot")
class UnshareEngineRealTest {
  @TempDir Path folder;

  private UnshareEngine engine;

  @BeforeEach
  void open() {
    engine = RealChroots.engine(RealChroots.cache(), folder.resolve("logs"), ChrootEvents.none());
    assertThat(engine.obstacle(RealChroots.spec(Suite.TRIXIE))).isEmpty();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private Session session(ChrootSpec spec) throws BuildFailure {
    return engine.open(engine.prepare(spec));
  }

  private Session session() throws BuildFailure {
    return session(RealChroots.spec(Suite.TRIXIE));
  }

  private Outcome run(Session session, SessionCommand command) throws BuildFailure {
    return session.run(command, folder.resolve("log"), line -> {});
  }

  private String output(Session session, String script) throws BuildFailure {
    Outcome outcome = run(session, SessionCommand.of("sh", "-c", script));
    return String.join("\n", outcome.lastLines());
  }

  @ParameterizedTest
  @EnumSource(
      value = Suite.class,
      names = {"BOOKWORM", "TRIXIE"})
  void runWhenVirtualenvIsMadePipWorksOnIt(Suite suite) throws BuildFailure {
    try (Session session = session(RealChroots.spec(suite))) {
      assertThat(output(session, ". /etc/os-release; echo $VERSION_CODENAME"))
          .isEqualTo(suite.codename());
      assertThat(output(session, "python3 -m venv --without-pip /usr/lib/x && echo made"))
          .isEqualTo("made");
      assertThat(output(session, "python3 -m pip --python /usr/lib/x list && echo listed"))
          .endsWith("listed");
      assertThat(output(session, "command -v gcc || echo none")).isEqualTo("none");
    }
  }

  @Test
  void runWhenCommandsFollowEachOtherSeesTheirChangesInThisSessionOnly() throws BuildFailure {
    Chroot chroot = engine.prepare(RealChroots.spec(Suite.TRIXIE));
    try (Session one = engine.open(chroot);
        Session other = engine.open(chroot)) {
      output(one, "echo mine >/usr/lib/mine; rm /etc/debian_version");
      assertThat(output(one, "cat /usr/lib/mine /etc/debian_version")).startsWith("mine\ncat: ");
      assertThat(output(other, "ls /usr/lib/mine")).contains("No such file");
      assertThat(output(other, "cat /etc/debian_version")).isNotEmpty();
    }
  }

  @Test
  void closeWhenSessionHasChangesLeavesNothing() throws BuildFailure, IOException {
    Path sessions = RealChroots.cache().sessions();
    Session session = session();
    output(session, "mkdir -p /a/b; touch /a/b/c; chown -R 33:33 /a; chmod 0 /a/b");
    Path own = ((UnshareSession) session).folder();
    assertThat(own).hasParent(sessions).exists();
    session.close();
    assertThat(own).doesNotExist();
    assertThat(RealChroots.cache().locks().resolve("session-" + own.getFileName() + ".lock"))
        .doesNotExist();
  }

  @Test
  void runWhenEnvironmentIsGivenHasNothingElse() throws BuildFailure {
    try (Session session = session()) {
      Outcome outcome =
          run(session, SessionCommand.of("env").with("ODD", "a 'b' $c\nd").with("PATH", "/no"));
      assertThat(outcome.lastLines())
          .containsExactlyInAnyOrder(
              "ODD=a 'b' $c",
              "d",
              "LC_ALL=C.UTF-8",
              "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
              "PWD=/");
    }
  }

  @Test
  void runWhenCommandFailsGivesItsExitCode() throws BuildFailure {
    try (Session session = session()) {
      assertThat(run(session, SessionCommand.of("sh", "-c", "exit 7")).exitCode()).isEqualTo(7);
      assertThat(run(session, SessionCommand.of("no-such-program")).exitCode()).isEqualTo(127);
    }
  }

  @Test
  void runWhenFolderIsBoundForReadingRefusesToWrite() throws BuildFailure, IOException {
    Path host = Files.createDirectory(folder.resolve("a b,c"));
    Files.writeString(host.resolve("x"), "hello\n");
    try (Session session = session()) {
      SessionCommand command =
          SessionCommand.of("sh", "-c", "cat /build/src/x; touch /build/src/y || echo refused")
              .reading(host, new TargetPath("/build/src"));
      assertThat(run(session, command).lastLines()).startsWith("hello").endsWith("refused");
      assertThat(host.resolve("y")).doesNotExist();
    }
  }

  @Test
  void runWhenFolderAndFileAreBoundForWritingChangesThem() throws BuildFailure, IOException {
    Path host = Files.createDirectory(folder.resolve("out"));
    Path file = Files.writeString(folder.resolve("file"), "old\n");
    try (Session session = session()) {
      SessionCommand command =
          SessionCommand.of("sh", "-c", "cat /in >/out/copy; echo new >/in")
              .writing(host, new TargetPath("/out"))
              .writing(file, new TargetPath("/in"));
      assertThat(run(session, command).succeeded()).isTrue();
    }
    assertThat(host.resolve("copy")).hasContent("old").isReadable();
    assertThat(file).hasContent("new");
  }

  @Test
  void runWhenMountPointHasSymbolicLinkRefuses() throws BuildFailure {
    try (Session session = session()) {
      output(session, "ln -s /etc /trap");
      SessionCommand command = SessionCommand.of("true").writing(folder, new TargetPath("/trap/x"));
      assertThatThrownBy(() -> run(session, command))
          .isInstanceOf(BuildFailure.class)
          .hasMessageStartingWith(
              "a session in the chroot cannot be set up:\n"
                  + "session: \"/trap/x\" cannot be mounted on: \"/trap\" is a symbolic link\n");
    }
    assertThat(Path.of("/etc/x")).doesNotExist();
  }

  @Test
  void runWhenCommandIsHostileDoesNotReachTheHost() throws BuildFailure, IOException {
    Path canary = Files.writeString(folder.resolve("canary"), "found\n");
    String escape =
        "import os\n"
            + "os.makedirs('/jail', exist_ok=True)\n"
            + "fd = os.open('/', os.O_RDONLY)\n"
            + "os.chroot('/jail')\n"
            + "os.fchdir(fd)\n"
            + "for i in range(64): os.chdir('..')\n"
            + "os.chroot('.')\n"
            + "print(os.path.exists('"
            + canary
            + "'))\n";
    // A user namespace of its own gives it back the privilege to unmount: but not what it inherits.
    String uncover =
        "import ctypes, os\n"
            + "libc = ctypes.CDLL(None)\n"
            + "detach = 2\n"
            + "print(libc.umount2(b'/', detach))\n"
            + "print(os.path.exists('"
            + canary
            + "'))\n";
    try (Session session = session()) {
      assertThat(run(session, SessionCommand.of("python3", "-c", escape)).lastLines())
          .containsExactly("False");
      assertThat(run(session, SessionCommand.of("unshare", "-Urm", "python3", "-c", uncover)))
          .satisfies(outcome -> assertThat(outcome.lastLines()).containsExactly("-1", "False"));
      assertThat(output(session, "cat /proc/1/root" + canary)).contains("No such file");
      assertThat(output(session, "mount -t tmpfs x /mnt")).contains("permission denied");
      assertThat(output(session, "umount -l /")).contains("must be superuser");
      assertThat(output(session, "mknod /sda b 8 0")).contains("Operation not permitted");
      assertThat(output(session, "echo x >/proc/sys/kernel/core_pattern"))
          .containsAnyOf("Read-only", "Permission denied");
      assertThat(output(session, "ls /sys | wc -l")).isEqualTo("0");
      assertThat(output(session, "ls /dev").split("\n"))
          .containsExactlyInAnyOrder(
              "fd", "full", "null", "ptmx", "pts", "random", "shm", "stderr", "stdin", "stdout",
              "tty", "urandom", "zero");
      assertThat(output(session, "ls /proc | grep -c '^[0-9]'")).matches("[0-9]");
      assertThat(output(session, "uname -n")).isEqualTo("django-deb");
    }
  }

  @Test
  void runWhenCommandLeavesDaemonEndsIt() throws BuildFailure {
    String mark = "86" + (System.nanoTime() % 1_000_000_000L);
    try (Session session = session()) {
      output(session, "setsid sleep " + mark + " >/dev/null 2>&1 & sleep 0.1");
    }
    assertThat(isRunning(mark)).isFalse();
  }

  @Test
  void runWhenTimeIsUpEndsAllOfIt() throws BuildFailure {
    String mark = "86" + (System.nanoTime() % 1_000_000_000L);
    try (Session session = session()) {
      SessionCommand endless =
          new SessionCommand(
              List.of("sh", "-c", "trap '' TERM; echo begun; sleep " + mark + "; true"),
              Map.of(),
              List.of(),
              Duration.ofSeconds(1));
      assertThatThrownBy(() -> run(session, endless))
          .isInstanceOf(BuildFailure.class)
          .hasMessageContaining("did not end within 1.0 seconds and was stopped")
          .hasMessageContaining("begun");
    }
    assertThat(isRunning(mark)).isFalse();
  }

  private static boolean isRunning(String argument) {
    return ProcessHandle.allProcesses()
        .anyMatch(process -> process.info().commandLine().orElse("").contains(argument));
  }

  @Test
  void prepareWhenPackagesAreWantedInstallsThemOnce() throws BuildFailure {
    ChrootSpec spec = RealChroots.spec(Suite.TRIXIE, "no-such-package | bc (>= 1.0)", "time");
    Chroot first = engine.prepare(spec);
    assertThat(first.layers()).hasSize(2);
    try (Session session = engine.open(first)) {
      assertThat(output(session, "echo 6*7 | bc")).isEqualTo("42");
      assertThat(output(session, "apt-get satisfy -y -q bc >/dev/null && echo fine"))
          .isEqualTo("fine");
    }
    long start = System.nanoTime();
    assertThat(engine.prepare(spec)).isEqualTo(first);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));
    try (Session session = session()) {
      assertThat(output(session, "command -v bc || echo none")).isEqualTo("none");
    }
    assertThat(first.layers().get(0).resolve("etc/resolv.conf")).doesNotExist();
    assertThat(first.layers().get(1).getParent().resolveSibling("archives/index"))
        .content()
        .containsPattern("(?m) bc_.*\\.deb$");
  }

  @Test
  void prepareWhenPackageDoesNotExistSaysSo() {
    assertThatThrownBy(
            () ->
                engine.prepare(
                    RealChroots.spec(Suite.TRIXIE, "no-such-package-at-all")
                        .with(
                            Origins.NONE.with(
                                "some-requirements.txt", List.of("no-such-package-at-all")))))
        .isInstanceOfSatisfying(
            BuildFailure.class, failure -> assertThat(failure.isUsers()).isTrue())
        .hasMessageStartingWith(
            "the build packages \"no-such-package-at-all\" cannot be installed in the chroot,"
                + " because its release does not have these packages:\n")
        .hasMessageContaining("no-such-package-at-all")
        .hasMessageContaining("Correct the names or versions in some-requirements.txt\n");
  }

  @Test
  void prepareWhenMirrorDoesNotAnswerNamesItAndTheParameter() {
    ChrootSpec spec =
        new ChrootSpec(
            Suite.TRIXIE,
            RealChroots.spec(Suite.TRIXIE).architecture(),
            List.of("deb http://127.0.0.1:9/" + UUID.randomUUID() + " trixie main"),
            new java.util.TreeSet<>(),
            Duration.ofDays(7),
            false);
    assertThatThrownBy(() -> engine.prepare(spec))
        .isInstanceOf(BuildFailure.class)
        .hasMessageStartingWith(
            "the chroot of \"trixie\" cannot be made, because a mirror does not give what was"
                + " asked for:\n")
        .hasMessageContaining("http://127.0.0.1:9/")
        .hasMessageContaining("or name another with <mirrors>");
  }
}
