package io.github.djangodeb.publish;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.process.Command;
import io.github.djangodeb.process.Outcome;
import io.github.djangodeb.process.ProcessLauncher;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Hands packages to programs such as reprepro or aptly. */
public final class CommandPublisher implements Publisher {
  private final List<CommandLine> lines;
  private final Map<String, String> values;
  private final ProcessLauncher launcher;
  private final Path folder;
  private final Path logs;
  private final PublishEvents events;

  /**
   * @param lines run one after the other; the first that fails is the last
   * @param folder where they run: the pom's
   */
  public CommandPublisher(
      List<CommandLine> lines,
      String suite,
      String component,
      ProcessLauncher launcher,
      Path folder,
      Path logs,
      PublishEvents events) {
    this.lines = List.copyOf(lines);
    this.values = Map.of("suite", suite, "component", component);
    this.launcher = launcher;
    this.folder = folder;
    this.logs = logs;
    this.events = events;
  }

  @Override
  public void publish(List<Path> debs) throws BuildFailure {
    try {
      Files.deleteIfExists(log());
    } catch (IOException refused) {
      throw unwritable(refused);
    }
    for (CommandLine line : lines) {
      for (List<String> command : line.commands(debs, values)) {
        run(command);
      }
    }
  }

  private void run(List<String> arguments) throws BuildFailure {
    long begin = System.nanoTime();
    Command plain = Command.of(arguments);
    Command command =
        new Command(arguments, plain.environment(), Optional.of(folder), plain.timeout());
    Outcome outcome = logged(command);
    if (!outcome.succeeded()) {
      throw BuildFailure.ofMachine(
          "The command of <publishCommands> \""
              + String.join(" ", arguments)
              + "\" ended with "
              + outcome.exitCode()
              + ":\n"
              + outcome.tellTail());
    }
    events.ran(String.join(" ", arguments), Duration.ofNanos(System.nanoTime() - begin));
  }

  /** What each command writes comes behind what those before it wrote. */
  private Outcome logged(Command command) throws BuildFailure {
    Path own = logs.resolve("publish-command.log");
    try {
      Outcome outcome = launcher.run(command, own, events::progress);
      return new Outcome(outcome.exitCode(), outcome.lastLines(), log());
    } finally {
      append(command, own);
    }
  }

  private void append(Command command, Path own) throws BuildFailure {
    if (Files.notExists(own)) {
      return;
    }
    try (OutputStream all =
        Files.newOutputStream(log(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      all.write(
          ("$ " + String.join(" ", command.arguments()) + "\n").getBytes(StandardCharsets.UTF_8));
      Files.copy(own, all);
      Files.delete(own);
    } catch (IOException refused) {
      throw unwritable(refused);
    }
  }

  private Path log() {
    return logs.resolve("publish.log");
  }

  private BuildFailure unwritable(IOException refused) {
    return BuildFailure.ofMachine(
        "the log \"" + log() + "\" cannot be written: " + refused.getMessage(), refused);
  }
}
