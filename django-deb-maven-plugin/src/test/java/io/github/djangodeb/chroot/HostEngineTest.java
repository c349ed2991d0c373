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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine over a machine that only pretends. */
class HostEngineTest {
  @TempDir Path root;

  private final RecordedChrootEvents events = new RecordedChrootEvents();
  private final FakeApt apt = new FakeApt();

  private FakeMachine machine;

  /** Answers as apt and the program that puts the machine back would. */
  private final class FakeApt implements ProcessLauncher {
    private final List<String> commands = new ArrayList<>();
    private final List<String> plan =
        new ArrayList<>(
            List.of(
                "Inst libpq5 (17.1 Debian:13 [amd64])",
                "Inst libpq-dev (17.1 Debian:13 [amd64])",
                "Conf libpq-dev (17.1 Debian:13 [amd64])"));
    private final List<String> different = new ArrayList<>();
    private String remembered = "";

    @Override
    public Outcome run(Command command, Path log, Consumer<String> lines) {
      String said = String.join(" ", command.arguments());
      commands.add(said.replaceAll("-o \\S+ ", "").replace(root.toString(), ""));
      Path journal = machine.at("/var/lib/django-deb-host");
      try {
        if (said.contains("--simulate")) {
          plan.forEach(lines);
        } else if (said.contains("machine.sh remember")) {
          Files.createDirectories(journal);
          remembered = command.input().orElseThrow();
        } else if (said.contains("machine.sh put-back")) {
          FileTrees.delete(journal);
          FileTrees.delete(machine.at("/build"));
          different.forEach(lines);
          return new Outcome(different.isEmpty() ? 0 : 1, different, log);
        }
      } catch (IOException refused) {
        throw new UncheckedIOException(refused);
      }
      return new Outcome(0, List.of(), log);
    }
  }

  @BeforeEach
  void install() throws IOException {
    machine = new FakeMachine(root);
    for (String folder : List.of("/var/lib/dpkg", "/usr/sbin")) {
      Files.createDirectories(machine.at(folder));
    }
  }

  private HostEngine engine() {
    return new HostEngine(machine.tools(0, "root", apt, events), apt);
  }

  private Session open() throws BuildFailure {
    HostEngine engine = engine();
    return engine.open(engine.prepare(FakeMachine.spec("libpq-dev")));
  }

  @Test
  void openWhenUsedInstallsRunsAndPutsTheMachineBack() throws Exception {
    Path out = Files.createDirectories(root.resolve("out"));
    try (Session session = open()) {
      assertThat(machine.at("/build")).isDirectory();
      assertThat(machine.at("/usr/sbin/policy-rc.d")).isExecutable();
      session.run(
          SessionCommand.of("python3", "x.py").writing(out, new TargetPath("/build/output")),
          root.resolve("log"),
          line -> {});
      assertThat(machine.at("/build/output")).doesNotExist();
    }
    String relations = "ca-certificates libpq-dev python3 python3-pip python3-venv";
    assertThat(apt.commands)
        .containsExactly(
            "apt-get --yes --no-install-recommends --simulate satisfy -- " + relations,
            "sh /cache/chroots/host/machine.sh remember /var/lib/django-deb-host"
                + " /cache/chroots/host/spared",
            "apt-get --yes --no-install-recommends satisfy -- " + relations,
            "/usr/bin/python3 -I /cache/chroots/host/supervise.py "
                + ProcessHandle.current().pid()
                + " python3 x.py",
            "sh /cache/chroots/host/machine.sh put-back /var/lib/django-deb-host");
    assertThat(apt.remembered).isEqualTo("libpq-dev\nlibpq5\n");
    assertThat(events.told)
        .filteredOn(line -> !line.startsWith("> "))
        .containsExactly(
            "host: 2 packages are installed on this machine, and removed after the build",
            "host: the machine is as it was before");
  }

  @Test
  void openWhenOtherPackagesWouldChangeRefuses() {
    apt.plan.add("Inst libssl3t64 [3.5.1] (3.5.2 Debian:13 [amd64])");
    apt.plan.add("Remv nginx [1.26]");
    assertThatThrownBy(this::open)
        .isInstanceOf(BuildFailure.class)
        .hasMessage(
            "engine \"host\": the build packages need other versions than this machine has of"
                + " \"libssl3t64\", \"nginx\", which could not be put back afterwards: run"
                + " \"apt-get update\" and \"apt-get upgrade\" first, best where the container's"
                + " image is made");
    assertThat(machine.at("/var/lib/django-deb-host")).doesNotExist();
    assertThat(machine.at("/build")).doesNotExist();
  }

  @Test
  void openWhenTheBuildFolderExistsRefuses() throws IOException {
    Files.createDirectories(machine.at("/build"));
    assertThatThrownBy(this::open)
        .isInstanceOf(BuildFailure.class)
        .hasMessage(
            "engine \"host\": the folder \"/build\" exists on this machine, and a build needs it"
                + " for itself: move it away, or check the project out elsewhere");
    assertThat(apt.commands).isEmpty();
  }

  @Test
  void openWhenABuildWasKilledPutsTheMachineBackFirst() throws Exception {
    Files.createDirectories(machine.at("/var/lib/django-deb-host"));
    Files.createDirectories(machine.at("/build/job"));
    open().close();
    assertThat(apt.commands.get(0)).contains("machine.sh put-back");
    assertThat(events.told.get(0))
        .isEqualTo(
            "mending: host: a build was killed; the machine is put back as it was before that one");
  }

  @Test
  void closeWhenOthersChangedTheMachineTellsWhat() throws Exception {
    Session session = open();
    apt.different.add("> vim 2:9.1 ii ");
    session.close();
    assertThat(events.told.get(events.told.size() - 1))
        .isEqualTo(
            "mending: host: what others have installed or removed on this machine meanwhile was"
                + " let be:\n> vim 2:9.1 ii ");
  }

  @Test
  void runWhenAPlaceIsTakenRefusesAndLeavesIt() throws Exception {
    machine.file("/etc/own", "mine");
    try (Session session = open()) {
      SessionCommand command =
          SessionCommand.of("true").reading(root.resolve("x"), new TargetPath("/etc/own"));
      assertThatThrownBy(() -> session.run(command, root.resolve("log"), line -> {}))
          .isInstanceOf(BuildFailure.class)
          .hasMessage(
              "engine \"host\": \"/etc/own\" exists on this machine, where the build puts something"
                  + " of its own: move it away");
    }
    assertThat(machine.at("/etc/own")).hasContent("mine");
  }
}
