package io.github.djangodeb.process;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Starts external commands on this machine. */
public final class LocalProcessLauncher implements ProcessLauncher {
  private static final Path NOTHING = Path.of("/dev/null");

  /** How long a stream may stay open after its program has ended: a daemon may have kept it. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final boolean guarded;

  /** Starts commands that end when this Java is told to stop. */
  public LocalProcessLauncher() {
    this(true);
  }

  private LocalProcessLauncher(boolean guarded) {
    this.guarded = guarded;
  }

  /** Starts commands that undo something, and may do so while this Java stops. */
  public static LocalProcessLauncher forUndoing() {
    return new LocalProcessLauncher(false);
  }

  @Override
  public Outcome run(Command command, Path log, Consumer<String> lines) throws BuildFailure {
    try (OutputLog output = OutputLog.create(log, lines)) {
      Process process = start(command);
      ProcessTree tree = new ProcessTree(process.toHandle());
      if (!guarded) {
        return watch(process, tree, command, output);
      }
      ShutdownGuard guard = new ShutdownGuard(tree);
      try {
        return watch(process, tree, command, output);
      } finally {
        guard.remove();
      }
    }
  }

  private static Process start(Command command) throws BuildFailure {
    ProcessBuilder builder =
        new ProcessBuilder(command.arguments())
            .redirectErrorStream(true)
            .redirectInput(
                command.input().isPresent()
                    ? ProcessBuilder.Redirect.PIPE
                    : ProcessBuilder.Redirect.from(NOTHING.toFile()));
    builder.environment().clear();
    builder.environment().putAll(command.environment());
    command.directory().ifPresent(directory -> builder.directory(directory.toFile()));
    try {
      return builder.start();
    } catch (IOException refused) {
      throw cannotStart(command, refused);
    }
  }

  private static BuildFailure cannotStart(Command command, IOException refused) {
    Path directory = command.directory().orElse(Path.of("/"));
    if (!Files.isDirectory(directory)) {
      return BuildFailure.ofMachine(
          "\""
              + command.program()
              + "\" cannot be run in the folder \""
              + directory
              + "\", which does not exist",
          refused);
    }
    if (refused.getMessage().contains("error=2,")) {
      return BuildFailure.ofMachine(
          "the program \""
              + command.arguments().get(0)
              + "\" is not installed on this machine: install it, or put it on the PATH",
          refused);
    }
    return BuildFailure.ofMachine(
        "the program \"" + command.arguments().get(0) + "\" cannot be run: " + refused.getMessage(),
        refused);
  }

  private static Outcome watch(Process process, ProcessTree tree, Command command, OutputLog output)
      throws BuildFailure {
    Thread reader = output.readInBackground(process.getInputStream());
    command.input().ifPresent(text -> give(process, text));
    try {
      if (!process.waitFor(command.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
        tree.end();
        reader.join(LAST_WORDS.toMillis());
        throw tooLate(command, output.outcome(-1));
      }
      reader.join(LAST_WORDS.toMillis());
    } catch (InterruptedException interrupted) {
      tree.end();
      Thread.currentThread().interrupt();
      throw BuildFailure.ofMachine(
          "\"" + command.program() + "\" was stopped, because the build was interrupted",
          interrupted);
    }
    output.throwIfUnwritten();
    return output.outcome(process.exitValue());
  }

  /** What fits into a pipe at once: a program that does not read would be waited for. */
  private static void give(Process process, String text) {
    try (OutputStream input = process.getOutputStream()) {
      input.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException unread) {
      // The program ended without it: its exit code and what it wrote say why.
    }
  }

  private static BuildFailure tooLate(Command command, Outcome outcome) {
    return BuildFailure.ofMachine(
        "\""
            + command.program()
            + "\" did not end within "
            + tell(command.timeout())
            + " and was stopped. Its last lines:\n"
            + outcome.tellTail());
  }

  private static String tell(Duration timeout) {
    return timeout.toMinutes() >= 2
        ? timeout.toMinutes() + " minutes"
        : timeout.toMillis() / 1000.0 + " seconds";
  }
}
