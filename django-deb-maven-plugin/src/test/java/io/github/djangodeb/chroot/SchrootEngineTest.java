package io.github.djangodeb.chroot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.cache.FileTrees;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.TargetPath;
import io.github.djangodeb.process.Command;
import io.github.djangodeb.process.Outcome;
import io.github.djangodeb.process.ProcessLauncher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine over a schroot that only pretends. */
class SchrootEngineTest {
  private static final ChrootSpec SPEC = FakeMachine.spec();
  private static final SchrootConfig CONFIG = SchrootConfig.of(SPEC);

  @TempDir Path root;

  private final RecordedChrootEvents events = new RecordedChrootEvents();
  private final FakeSchroot schroot = new FakeSchroot();

  private FakeMachine machine;

  /** Answers as schroot would, and as what runs in its sessions. */
  private final class FakeSchroot implements ProcessLauncher {
    private final List<String> commands = new ArrayList<>();
    private final List<String> sessions = new ArrayList<>();
    private String failing = "nothing";
    private String written = "";

    private Path location() {
      return machine.at("/run/schroot/mount/it");
    }

    @Override
    public Outcome run(Command command, Path log, Consumer<String> lines) {
      String said = String.join(" ", command.arguments());
      commands.add(said.replaceAll("django-deb-\\d+-\\d+-\\d+-[0-9a-f]+", "NAME"));
      if (said.contains(failing)) {
        return new Outcome(1, List.of("E: refused"), log);
      }
      try {
        act(said, command.arguments(), lines);
      } catch (IOException refused) {
        throw new UncheckedIOException(refused);
      }
      return new Outcome(0, List.of(), log);
    }

    private void act(String said, List<String> arguments, Consumer<String> lines)
        throws IOException {
      if (said.contains("--begin-session")) {
        sessions.add(arguments.get(arguments.size() - 1));
      } else if (said.contains("--location")) {
        Files.createDirectories(location().resolve("etc/apt/apt.conf.d"));
        Files.writeString(location().resolve(BaseMaker.APT_SETTINGS), "");
        lines.accept(location().toString());
      } else if (said.contains(" install -d ")) {
        Files.createDirectories(location().resolve("build/exchange"));
      } else if (said.contains("order.json")) {
        String inside = arguments.get(arguments.size() - 1);
        Path turn = location().resolve(inside.substring(1)).getParent();
        written = Files.readString(turn.resolve("order.json"));
        Files.writeString(turn.resolve("entered"), "");
        if (Files.isDirectory(turn.resolve("bind-0"))) {
          Files.writeString(turn.resolve("bind-0/made"), "inside");
        }
      } else if (arguments.get(0).equals("rm")) {
        FileTrees.delete(Path.of(arguments.get(arguments.size() - 1)));
      } else if (said.contains("--list")) {
        sessions.forEach(session -> lines.accept("session:" + session));
      } else if (said.contains("--end-session")) {
        sessions.remove(arguments.get(arguments.size() - 1).substring("session:".length()));
        FileTrees.delete(location());
      }
    }
  }

  @BeforeEach
  void install() throws IOException {
    machine =
        new FakeMachine(root)
            .programs("schroot")
            .file(CONFIG.file(), CONFIG.text(tree(Instant.now())).split("\n"))
            .file("/etc/group", "django-deb:x:991:joe")
            .file("/etc/hosts", "127.0.0.1 localhost")
            .file("/proc/" + ProcessHandle.current().pid() + "/stat", stat("77"))
            .file("/proc/self/status", "Groups:\t991");
  }

  private static Path tree(Instant made) {
    return Base.at(Path.of("/srv/trees"), made).tree();
  }

  private static String stat(String start) {
    return "1 (java) S 1 1 1 0 -1 4194560 1 1 0 0 0 0 0 0 20 0 1 0 " + start + " 1 1";
  }

  private SchrootEngine engine() {
    Tools tools = machine.tools(1000, "joe", schroot, events);
    return new SchrootEngine(
        tools,
        new SchrootPlace(root.resolve("trees"), List.of()),
        new SchrootSessions(tools, schroot),
        Instant.now());
  }

  @Test
  void openWhenUsedRunsAsRootOfASessionAndEndsIt() throws Exception {
    SchrootEngine engine = engine();
    Path out = Files.createDirectories(root.resolve("out"));
    try (Session session = engine.open(engine.prepare(SPEC))) {
      session.run(
          SessionCommand.of("python3", "x.py")
              .writing(out, new TargetPath("/build/output"))
              .with("SECRET", "hidden"),
          root.resolve("log"),
          line -> {});
    }
    long pid = ProcessHandle.current().pid();
    String run = "schroot --run-session --chroot session:NAME --user root --directory / -- ";
    assertThat(schroot.commands)
        .containsExactly(
            "schroot --list --all-sessions",
            "schroot --begin-session --chroot chroot:" + CONFIG.name() + " --session-name NAME",
            "schroot --location --chroot session:NAME",
            run + "install -d -m 700 -o " + uid() + " -g " + gid() + " /build/exchange",
            run
                + "/usr/bin/python3 -I /build/exchange/supervise.py "
                + pid
                + " unshare --mount --pid --ipc --uts --fork --kill-child --"
                + " /usr/bin/python3 -I /build/exchange/enter_schroot.py"
                + " /build/exchange/1/order.json",
            run + "chown -hR " + uid() + ":" + gid() + " -- /build/exchange/1/bind-0",
            "schroot --end-session --force --chroot session:NAME");
    assertThat(out.resolve("made")).hasContent("inside");
    assertThat(schroot.written)
        .contains("\"SECRET\":\"hidden\"", "\"at\":\"/build/output\"", "django-deb\\n");
    assertThat(schroot.sessions).isEmpty();
    assertThat(events.told).containsExactly("reused base trixie");
  }

  private static Object uid() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid");
  }

  private static Object gid() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:gid");
  }

  @Test
  void openWhenPackagesAreNeededInstallsThemInTheSession() throws Exception {
    SchrootEngine engine = engine();
    engine.open(engine.prepare(FakeMachine.spec("libpq-dev"))).close();
    assertThat(schroot.written).contains("\"satisfy\",\"--\",\"libpq-dev\"");
    assertThat(events.told).contains("making layer [libpq-dev]", "made layer [libpq-dev]");
    assertThat(machine.at("/cache/sessions")).isEmptyDirectory();
  }

  @Test
  void openWhenPackagesCannotBeInstalledEndsTheSession() throws Exception {
    schroot.failing = "order.json";
    SchrootEngine engine = engine();
    Chroot chroot = engine.prepare(FakeMachine.spec("libpq-dev"));
    assertThatThrownBy(() -> engine.open(chroot))
        .isInstanceOf(BuildFailure.class)
        .hasMessageStartingWith("a session in the chroot cannot be set up:\nE: refused\n");
    assertThat(schroot.sessions).isEmpty();
  }

  @Test
  void openWhenSchrootRefusesSaysWhatToTry() throws Exception {
    schroot.failing = "--begin-session";
    SchrootEngine engine = engine();
    Chroot chroot = engine.prepare(SPEC);
    assertThatThrownBy(() -> engine.open(chroot))
        .isInstanceOf(BuildFailure.class)
        .hasMessage(
            "schroot cannot begin a session of \""
                + CONFIG.name()
                + "\": try \"schroot --chroot chroot:"
                + CONFIG.name()
                + " --user root true\", and mend what it says\nE: refused\n(the whole log: "
                + machine.at("/logs/schroot.log")
                + ")");
  }

  @Test
  void openWhenABuildWasKilledEndsItsSessionAndNoOther() throws Exception {
    String dead = "django-deb-1000-999999-5-abc";
    String anothers = "django-deb-1001-999999-5-abc";
    String living = "django-deb-1000-" + ProcessHandle.current().pid() + "-77-abc";
    String reused = "django-deb-1000-" + ProcessHandle.current().pid() + "-76-abc";
    schroot.sessions.addAll(List.of(dead, anothers, living, reused, "sid-shell-1"));
    SchrootEngine engine = engine();
    engine.open(engine.prepare(SPEC)).close();
    assertThat(schroot.sessions).containsExactly(anothers, living, "sid-shell-1");
    assertThat(events.told)
        .contains(
            "mending: the session \"" + dead + "\" of a build that was killed is ended",
            "mending: the session \"" + reused + "\" of a build that was killed is ended");
  }

  @Test
  void openWhenAStaleSessionCannotBeEndedSaysHowToAndBuilds() throws Exception {
    String dead = "django-deb-1000-999999-5-abc";
    schroot.sessions.add(dead);
    schroot.failing = dead;
    SchrootEngine engine = engine();
    engine.open(engine.prepare(SPEC)).close();
    assertThat(events.told)
        .contains(
            "mending: the session \""
                + dead
                + "\" of a build that was killed cannot be ended: run \"sudo schroot --end-session"
                + " --force --chroot session:"
                + dead
                + "\"\nE: refused");
  }

  @Test
  void prepareWhenItIsToBeMadeAnewSaysWhoMayDoThat() throws Exception {
    Instant earlier = Instant.now().minusSeconds(60);
    machine.file(CONFIG.file(), CONFIG.text(tree(earlier)).split("\n"));
    SchrootEngine engine = engine();
    assertThatThrownBy(() -> engine.prepare(anew()))
        .isInstanceOfSatisfying(
            BuildFailure.class, failure -> assertThat(failure.isUsers()).isTrue())
        .hasMessage(
            "engine \"schroot\": <refresh> is true, and an administrator alone may make the chroot"
                + " of \"trixie\" anew, with \"sudo mvn django-deb:chroot"
                + " -Ddjango-deb.engine=schroot -Ddjango-deb.suite=trixie -Ddjango-deb.refresh\":"
                + " leave <refresh> out to build in the one that is there");
  }

  @Test
  void prepareWhenItWasMadeAnewJustNowUsesIt() throws Exception {
    assertThat(engine().prepare(anew()).layers()).hasSize(1);
  }

  private static ChrootSpec anew() {
    return new ChrootSpec(
        SPEC.suite(), SPEC.architecture(), SPEC.mirrors(), SPEC.packages(), SPEC.maxAge(), true);
  }

  @Test
  void prepareWhenTheTreeIsOldSaysWhoMayMakeItAnew() throws Exception {
    Instant old = Instant.now().minus(java.time.Duration.ofDays(9));
    machine.file(CONFIG.file(), CONFIG.text(tree(old)).split("\n"));
    engine().prepare(SPEC);
    assertThat(events.told)
        .containsExactly(
            "kept old base trixie, 9 days: an administrator may, with \"sudo mvn"
                + " django-deb:chroot -Ddjango-deb.engine=schroot -Ddjango-deb.suite=trixie\", and"
                + " no one else");
  }
}
