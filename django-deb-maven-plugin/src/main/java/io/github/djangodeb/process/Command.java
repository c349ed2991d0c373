package io.github.djangodeb.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * An external command, before it is run.
 *
 * @param arguments the program and its arguments; never a shell line
 * @param environment the whole environment: nothing of this process's own is added
 * @param directory where it runs; by default where this process does
 * @param timeout after which it and all it started are ended
 * @param input what it reads; often a secret, which belongs neither among its arguments nor into
 *     its environment
 */
public record Command(
    List<String> arguments,
    Map<String, String> environment,
    Optional<Path> directory,
    Duration timeout,
    Optional<String> input) {
  private static final Duration LONG = Duration.ofHours(1);

  public Command {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException("a command has a program");
    }
  }

  /** A command that reads nothing. */
  public Command(
      List<String> arguments,
      Map<String, String> environment,
      Optional<Path> directory,
      Duration timeout) {
    this(arguments, environment, directory, timeout, Optional.empty());
  }

  /** A command with this process's environment and an hour's time. */
  public static Command of(List<String> arguments) {
    return new Command(arguments, System.getenv(), Optional.empty(), LONG);
  }

  /** The same with one more variable in its environment. */
  public Command with(String variable, String value) {
    Map<String, String> more = new LinkedHashMap<>(environment);
    more.put(variable, value);
    return new Command(arguments, more, directory, timeout, input);
  }

  /** The same with another limit of time. */
  public Command within(Duration limit) {
    return new Command(arguments, environment, directory, limit, input);
  }

  /** The same with those variables alone in its environment whose names are taken. */
  public Command keeping(Predicate<String> names) {
    Map<String, String> fewer = new LinkedHashMap<>(environment);
    fewer.keySet().removeIf(names.negate());
    return new Command(arguments, fewer, directory, timeout, input);
  }

  /** The same with something to read. */
  public Command reading(String text) {
    return new Command(arguments, environment, directory, timeout, Optional.of(text));
  }

  /** Not its environment and its input, which may be secret. */
  @Override
  public String toString() {
    return "Command" + arguments;
  }

  /** The program's name, for messages. */
  public String program() {
    return Path.of(arguments.get(0)).getFileName().toString();
  }
}
