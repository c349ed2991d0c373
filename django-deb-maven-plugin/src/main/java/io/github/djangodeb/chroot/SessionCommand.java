package io.github.djangodeb.chroot;

import io.github.djangodeb.name.TargetPath;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A command to run in a session.
 *
 * @param arguments the program, as the chroot knows it, and its arguments
 * @param environment what it finds in its environment, besides {@code PATH} and {@code LC_ALL}
 * @param binds files and folders of this machine that it sees
 * @param timeout after which it is ended
 */
public record SessionCommand(
    List<String> arguments, Map<String, String> environment, List<Bind> binds, Duration timeout) {
  private static final Duration LONG = Duration.ofHours(1);

  /**
   * A file or folder of this machine, shown in the chroot.
   *
   * @param host where it lies on this machine
   * @param at where the command finds it; made if it is not there
   * @param writable whether the command may change it
   */
  public record Bind(Path host, TargetPath at, boolean writable) {}

  public SessionCommand {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
    binds = List.copyOf(binds);
  }

  /** A command with nothing bound, an empty environment, and an hour's time. */
  public static SessionCommand of(String... arguments) {
    return new SessionCommand(List.of(arguments), Map.of(), List.of(), LONG);
  }

  /** The same with one more variable. */
  public SessionCommand with(String variable, String value) {
    Map<String, String> more = new LinkedHashMap<>(environment);
    more.put(variable, value);
    return new SessionCommand(arguments, more, binds, timeout);
  }

  /** The same with a file or folder that it may only read. */
  public SessionCommand reading(Path host, TargetPath at) {
    return with(new Bind(host, at, false));
  }

  /** The same with a file or folder that it may change. */
  public SessionCommand writing(Path host, TargetPath at) {
    return with(new Bind(host, at, true));
  }

  /** The same with another time after which it is ended. */
  public SessionCommand within(Duration limit) {
    return new SessionCommand(arguments, environment, binds, limit);
  }

  private SessionCommand with(Bind bind) {
    List<Bind> more = new ArrayList<>(binds);
    more.add(bind);
    return new SessionCommand(arguments, environment, more, timeout);
  }
}
