package io.github.djangodeb.chroot;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.process.LocalProcessLauncher;
import io.github.djangodeb.process.Outcome;
import io.github.djangodeb.process.ProcessLauncher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * schroot's sessions of this plugin. A session's name tells who began it: the user, and the process
 * with the moment it started, so that those of dead builds are known.
 */
final class SchrootSessions {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int START_TIME = 19;
  private static final Pattern NAME =
      Pattern.compile("(?:session:)?(django-deb-(\\d+)-(\\d+)-(\\d+)-[0-9a-f]+)");

  private final Tools tools;
  private final ProcessLauncher undoing;
  private boolean swept;

  SchrootSessions(Tools tools) {
    this(tools, LocalProcessLauncher.forUndoing());
  }

  /**
   * @param undoing starts what ends sessions, while Java stops too
   */
  SchrootSessions(Tools tools, ProcessLauncher undoing) {
    this.tools = tools;
    this.undoing = undoing;
  }

  /** A name for a new session of this process. */
  String newName() {
    long pid = ProcessHandle.current().pid();
    return String.format(
        "django-deb-%d-%d-%s-%06x",
        tools.machine().uid(),
        pid,
        startTime(String.valueOf(pid)).orElse("0"),
        ThreadLocalRandom.current().nextInt(1 << 24));
  }

  private Optional<String> startTime(String pid) {
    return tools
        .machine()
        .line("/proc/" + pid + "/stat")
        .map(stat -> stat.substring(stat.lastIndexOf(')') + 2).split(" ")[START_TIME]);
  }

  /** Begins a session of that name. */
  void begin(String chroot, String name) throws BuildFailure {
    Outcome outcome =
        run(List.of("--begin-session", "--chroot", "chroot:" + chroot, "--session-name", name));
    if (!outcome.succeeded()) {
      throw BuildFailure.ofMachine(
          "schroot cannot begin a session of \""
              + chroot
              + "\": try \"schroot --chroot chroot:"
              + chroot
              + " --user root true\", and mend what it says\n"
              + outcome.tellTail());
    }
  }

  /** Where this machine sees a session's root. */
  Path location(String name) throws BuildFailure {
    List<String> said = new ArrayList<>();
    Outcome outcome =
        tools
            .launcher()
            .run(
                tools.command(schroot(List.of("--location", "--chroot", "session:" + name)), LIMIT),
                log(),
                said::add);
    if (!outcome.succeeded() || said.isEmpty()) {
      throw BuildFailure.ofMachine(
          "schroot does not say where the session \""
              + name
              + "\" lies: build again\n"
              + outcome.tellTail());
    }
    return Path.of(said.get(said.size() - 1).strip());
  }

  /** A command line that runs a command in a session, as root. */
  static List<String> inside(String name, List<String> command) {
    List<String> all = new ArrayList<>();
    all.addAll(
        schroot(
            List.of(
                "--run-session",
                "--chroot",
                "session:" + name,
                "--user",
                "root",
                "--directory",
                "/",
                "--")));
    all.addAll(command);
    return all;
  }

  /**
   * Ends a session with all that runs in it, also on a thread that was interrupted.
   *
   * @return what keeps it from ending; nothing if it is gone
   */
  Optional<String> end(String name) {
    boolean interrupted = Thread.interrupted();
    try {
      Outcome outcome =
          undoing.run(
              tools.command(
                  schroot(List.of("--end-session", "--force", "--chroot", "session:" + name)),
                  LIMIT),
              Path.of("/dev/null"),
              line -> {});
      // Another build may have ended it meanwhile.
      return outcome.succeeded() || !names().contains(name)
          ? Optional.empty()
          : Optional.of(String.join("\n", outcome.lastLines()));
    } catch (BuildFailure failed) {
      return Optional.of(failed.getMessage());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Ends the sessions of builds that were killed: this user's, or everybody's if that is root. */
  synchronized void sweepOnce() throws BuildFailure {
    if (swept) {
      return;
    }
    swept = true;
    for (String name : names()) {
      if (isDead(name)) {
        tools.events().mending("the session \"" + name + "\" of a build that was killed is ended");
        end(name)
            .ifPresent(
                why ->
                    tools
                        .events()
                        .mending(
                            "the session \""
                                + name
                                + "\" of a build that was killed cannot be ended: run \"sudo"
                                + " schroot --end-session --force --chroot session:"
                                + name
                                + "\"\n"
                                + why));
      }
    }
  }

  private boolean isDead(String name) {
    Matcher parts = NAME.matcher(name);
    boolean mine =
        parts.matches()
            && (tools.machine().isRoot()
                || parts.group(2).equals(String.valueOf(tools.machine().uid())));
    return mine && !startTime(parts.group(3)).equals(Optional.of(parts.group(4)));
  }

  private List<String> names() throws BuildFailure {
    List<String> said = new ArrayList<>();
    undoing.run(
        tools.command(schroot(List.of("--list", "--all-sessions")), LIMIT),
        Path.of("/dev/null"),
        said::add);
    return said.stream()
        .map(line -> NAME.matcher(line.strip()))
        .filter(Matcher::matches)
        .map(name -> name.group(1))
        .toList();
  }

  private Outcome run(List<String> arguments) throws BuildFailure {
    return tools.launcher().run(tools.command(schroot(arguments), LIMIT), log(), line -> {});
  }

  private static List<String> schroot(List<String> arguments) {
    List<String> all = new ArrayList<>(List.of("schroot"));
    all.addAll(arguments);
    return all;
  }

  private Path log() {
    return tools.logs().resolve("schroot.log");
  }
}
