package io.github.djangodeb.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An external command, before it is run.
 *
 * @param arguments the program and its arguments; never a shell line
 * @param environment the whole environment: nothing of this process's own is added
 * @param directory where it runs; by default where this process does
 * @param timeout after which it and all it started are ended
 */
public record Command(
    List<String> arguments,
    Map<String, String> environment,
    Optional<Path> directory,
    Duration timeout) {
  private static final Duration LONG = Duration.ofHours(1);

  public Command {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException("a command has a program");
    }
  }

  /** A command with this process's environment and an hour's time. */
  public static Command of(List<String> arguments) {
    return new Command(arguments, System.getenv(), Optional.empty(), LONG);
  }

  /** The same with one more variable in its environment. */
  public Command with(String variable, String value) {
    Map<String, String> more = new LinkedHashMap<>(environment);
    more.put(variable, value);
    return new Command(arguments, more, directory, timeout);
  }

  /** The same with another limit of time. */
  public Command within(Duration limit) {
    return new Command(arguments, environment, directory, limit);
  }

  /** The program's name, for messages. */
  public String program() {
    return Path.of(arguments.get(0)).getFileName().toString();
  }
}
