package io.github.djangodeb.chroot;

import io.github.djangodeb.cache.FileTrees;
import io.github.djangodeb.process.Command;
import io.github.djangodeb.process.Outcome;
import io.github.djangodeb.process.ProcessLauncher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Acts as mmdebstrap, apt, unshare and rm would, without a chroot. */
final class FakeHost implements ProcessLauncher {
  /** Commands that were run, without what unshares them. */
  final List<String> commands = new CopyOnWriteArrayList<>();

  /** The environments that commands were given. */
  final List<Map<String, String>> environments = new CopyOnWriteArrayList<>();

  /** What apt was told in files, for a base and for each layer. */
  final List<String> aptSettings = new CopyOnWriteArrayList<>();

  /** Where this machine's apt gets Debian from. */
  String archive = "http://mirror.example/debian/";

  /** What a program says, and fails of, by its name. */
  final Map<String, List<String>> failures = new LinkedHashMap<>();

  /** How often the program with a failure succeeds all the same, once it has failed. */
  final List<String> failOnce = new ArrayList<>();

  @Override
  public Outcome run(Command command, Path log, Consumer<String> lines) {
    List<String> arguments = plain(command.arguments());
    commands.add(String.join(" ", arguments));
    environments.add(command.environment());
    String program = arguments.get(0);
    List<String> said = failures.getOrDefault(program, List.of());
    if (failOnce.remove(program)) {
      failures.remove(program);
    }
    try {
      act(command, arguments, said.isEmpty());
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
    List<String> output = said.isEmpty() ? answer(arguments) : said;
    output.forEach(lines);
    return new Outcome(said.isEmpty() ? 0 : 1, output, log);
  }

  /** The command without setpriv, unshare and the script that enters a session. */
  private static List<String> plain(List<String> arguments) {
    int last = arguments.lastIndexOf("--");
    boolean unshared = List.of("setpriv", "unshare").contains(arguments.get(0));
    if (!unshared) {
      return arguments;
    }
    int first = arguments.indexOf("--");
    boolean entered = arguments.size() > first + 2 && arguments.get(first + 2).endsWith("enter.sh");
    if (!entered) {
      return arguments.subList(first + 1, arguments.size());
    }
    List<String> inside = arguments.subList(first + 1, last);
    int start = inside.contains("--") ? first + 1 + inside.indexOf("--") : last;
    return arguments.subList(start + 1, arguments.size());
  }

  private void act(Command command, List<String> arguments, boolean succeeds) throws IOException {
    switch (arguments.get(0)) {
      case "mmdebstrap" -> makeTree(arguments);
      case "rm" -> FileTrees.delete(Path.of(arguments.get(arguments.size() - 1)));
      case "apt-get" -> {
        enter(command);
        hearSession(command);
      }
      default -> {
        // Nothing to do.
      }
    }
    if (arguments.get(0).equals("mmdebstrap") && !succeeds) {
      Files.writeString(tree(arguments).resolve("half"), "");
    }
  }

  private void makeTree(List<String> arguments) throws IOException {
    Files.createDirectories(tree(arguments).resolve("usr/sbin"));
    Path settings = Files.createDirectories(tree(arguments).resolve("etc/apt/apt.conf.d"));
    String told = "";
    for (String argument : arguments) {
      if (argument.startsWith("--aptopt=/")) {
        told = Files.readString(Path.of(argument.substring("--aptopt=".length())));
        aptSettings.add(told);
      }
    }
    Files.writeString(settings.resolve("99mmdebstrap"), told);
  }

  private static Path tree(List<String> arguments) {
    return arguments.stream()
        .filter(argument -> argument.endsWith("/base"))
        .map(Path::of)
        .findFirst()
        .orElseThrow();
  }

  /** The script of a session leaves a file that tells that it came as far as the command. */
  private static void enter(Command command) throws IOException {
    for (String argument : command.arguments()) {
      if (argument.endsWith("enter.sh")) {
        Files.writeString(Path.of(argument).resolveSibling("entered"), "");
      }
    }
  }

  private void hearSession(Command command) throws IOException {
    for (String argument : command.arguments()) {
      Path settings = Path.of(argument).resolveSibling("apt.conf");
      if (argument.endsWith("enter.sh") && Files.exists(settings)) {
        aptSettings.add(Files.readString(settings));
      }
    }
  }

  private List<String> answer(List<String> arguments) {
    return arguments.contains("indextargets")
        ? List.of(
            "Created-By: Packages",
            "Target-Of: deb",
            "Release: bookworm",
            "Repo-URI: " + archive,
            "Component: main")
        : List.of();
  }
}
