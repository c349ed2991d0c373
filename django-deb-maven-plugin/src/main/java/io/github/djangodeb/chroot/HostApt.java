package io.github.djangodeb.chroot;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.Suite;
import io.github.djangodeb.process.Command;
import io.github.djangodeb.process.Outcome;
import io.github.djangodeb.process.ProcessLauncher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks this machine's apt where it gets packages from, and how. */
final class HostApt {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** What apt says of archives may have logins in it, so no log of that is kept. */
  private static final Path NOWHERE = Path.of("/dev/null");

  private final Machine machine;
  private final ProcessLauncher launcher;

  HostApt(Machine machine, ProcessLauncher launcher) {
    this.machine = machine;
    this.launcher = launcher;
  }

  /**
   * Lines of a {@code sources.list} for the suite, from the archives that this machine uses.
   *
   * @throws BuildFailure if it uses none of Debian's
   */
  List<String> sources(Suite suite) throws BuildFailure {
    List<String> lines = parse(ask("apt-get", "indextargets"), suite);
    if (lines.isEmpty()) {
      // Without "apt-get update" nothing is known of the archives but how they are configured.
      lines =
          parse(
              ask("apt-get", "indextargets", "-o", "APT::Get::IndexTargets::ReleaseInfo=false"),
              suite);
    }
    if (lines.isEmpty()) {
      throw BuildFailure.ofUser(
          "this machine's apt uses no archive of Debian's, so there is none to make the chroot of \""
              + suite
              + "\" from: name them with <mirrors>, one line of a sources.list each");
    }
    return lines;
  }

  private List<String> parse(List<String> said, Suite suite) {
    return new HostSources(IndexTarget.parse(said), machine.root()).lines(suite);
  }

  /** How it reaches them. */
  AptSettings settings() throws BuildFailure {
    return AptSettings.parse(ask("apt-config", "dump", "Acquire"));
  }

  private List<String> ask(String... arguments) throws BuildFailure {
    List<String> said = new ArrayList<>();
    Command command =
        new Command(List.of(arguments), HostEnvironment.plain(machine), Optional.empty(), LIMIT);
    Outcome outcome = launcher.run(command, NOWHERE, said::add);
    if (!outcome.succeeded()) {
      throw BuildFailure.ofMachine(
          "\""
              + String.join(" ", arguments)
              + "\" failed, so this machine's archives are unknown: mend its apt, or name archives"
              + " with <mirrors>\n"
              + AptLogins.mask(String.join("\n", outcome.lastLines())));
    }
    return said;
  }
}
