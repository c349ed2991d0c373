package io.github.djangodeb.chroot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchrootSetupTest {
  private static final ChrootSpec SPEC = FakeMachine.spec();
  private static final SchrootConfig CONFIG = SchrootConfig.of(SPEC);

  @TempDir Path root;

  private final RecordedChrootEvents events = new RecordedChrootEvents();
  private final FakeHost host = new FakeHost();

  private FakeMachine machine;

  @BeforeEach
  void install() throws IOException {
    machine =
        new FakeMachine(root)
            .programs("schroot", "mmdebstrap", "unshare", "setpriv", "mount", "apt-get")
            .file("/etc/group", "root:x:0:")
            .file("/etc/passwd", "root:x:0:0::/root:/bin/sh");
  }

  private void setUp(Instant start) throws BuildFailure {
    Tools tools = machine.tools(0, "root", host, events);
    new SchrootEngine(
            tools,
            new SchrootPlace(root.resolve("trees"), List.of("gcc", "libpq-dev")),
            new SchrootSessions(tools, host),
            start)
        .setUp(SPEC);
  }

  @Test
  void setUpWhenNothingIsThereMakesAll() throws Exception {
    setUp(Instant.now());
    assertThat(host.commands)
        .contains(
            "groupadd --system django-deb",
            "useradd --system --gid django-deb --home-dir /var/lib/django-deb --create-home"
                + " --shell /usr/sbin/nologin django-deb")
        .anyMatch(
            command ->
                command.startsWith("mmdebstrap ")
                    && command.contains(
                        "--include=python3,python3-venv,python3-pip,ca-certificates,gcc,libpq-dev"));
    Base base = CONFIG.base(machine.machine(0, "root")).orElseThrow();
    assertThat(base.tree()).isDirectory().startsWith(root.resolve("trees"));
    assertThat(machine.at(CONFIG.file()))
        .hasContent(
            "# Written by the goal \"chroot\" of django-deb-maven-plugin, which writes it again.\n"
                + "["
                + CONFIG.name()
                + "]\n"
                + "description=Debian trixie for building packages of Django projects\n"
                + "type=directory\n"
                + "directory="
                + base.tree()
                + "\n"
                + "union-type=overlay\n"
                + "profile=django-deb\n"
                + "groups=django-deb\n"
                + "root-groups=django-deb\n"
                + "message-verbosity=quiet\n");
    for (String file : List.of("fstab", "copyfiles", "nssdatabases")) {
      assertThat(machine.at("/etc/schroot/django-deb/" + file)).exists();
    }
    assertThat(machine.at("/logs")).doesNotExist();
    assertThat(events.told.get(events.told.size() - 1))
        .isEqualTo(
            "schroot: members of the group \"django-deb\" build in "
                + CONFIG.name()
                + "; add one with \"adduser USER django-deb\". In a session they are root, and so"
                + " can be on this machine");
  }

  @Test
  void setUpWhenAllIsThereLeavesIt() throws Exception {
    setUp(Instant.now());
    machine.file("/etc/group", "django-deb:x:991:").file("/etc/passwd", "django-deb:x:996:991");
    String before = Files.readString(machine.at(CONFIG.file()));
    host.commands.clear();
    setUp(Instant.now());
    assertThat(host.commands).isEmpty();
    assertThat(machine.at(CONFIG.file())).hasContent(before);
  }

  @Test
  void setUpWhenTheTreeIsMadeAnewKeepsTheOneThatASessionIsOn() throws Exception {
    setUp(Instant.now());
    Base old = CONFIG.base(machine.machine(0, "root")).orElseThrow();
    machine.file("/proc/self/mountinfo", "1 2 3:4 " + old.tree() + " /run/schroot/x rw");
    Tools tools = machine.tools(0, "root", host, events);
    ChrootSpec anew =
        new ChrootSpec(
            SPEC.suite(), SPEC.architecture(), List.of(), SPEC.packages(), SPEC.maxAge(), true);
    SchrootPlace place = new SchrootPlace(root.resolve("trees"), List.of("gcc", "libpq-dev"));
    for (int seconds : List.of(5, 10)) {
      new SchrootEngine(
              tools, place, new SchrootSessions(tools, host), Instant.now().plusSeconds(seconds))
          .setUp(anew);
      assertThat(old.tree()).exists();
    }
    machine.file("/proc/self/mountinfo", "");
    setUp(Instant.now());
    assertThat(old.tree()).doesNotExist();
    assertThat(CONFIG.base(machine.machine(0, "root")).orElseThrow().tree()).exists();
  }

  @Test
  void setUpWhenSchrootIsNotInstalledSaysHowTo() throws IOException {
    Files.delete(machine.at("/usr/bin/schroot"));
    assertThatThrownBy(() -> setUp(Instant.now()))
        .isInstanceOf(BuildFailure.class)
        .hasMessage(
            "engine \"schroot\": the program \"schroot\" is not installed: run \"apt-get install"
                + " schroot\"");
    assertThat(host.commands).isEmpty();
  }
}
