package io.github.djangodeb.chroot;

import io.github.djangodeb.cache.CacheLock;
import io.github.djangodeb.cache.DiskFault;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.process.Command;
import io.github.djangodeb.process.Outcome;
import io.github.djangodeb.process.ProcessLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Stream;

/**
 * Remembers what the machine is like before a build, and puts it back so. Only whoever holds the
 * machine's lock asks.
 */
final class MachineKeeper {
  private static final Duration LIMIT = Duration.ofMinutes(30);
  private static final String JOURNAL = "/var/lib/django-deb-host";
  private static final String FRONTENDS = "/var/lib/dpkg/lock-frontend";
  private static final int DIFFERENT = 1;

  private final Tools tools;
  private final ProcessLauncher undoing;
  private final Path folder;

  /**
   * @param undoing starts what puts the machine back, while Java stops too
   * @param folder where the program that does it lies
   */
  MachineKeeper(Tools tools, ProcessLauncher undoing, Path folder) {
    this.tools = tools;
    this.undoing = undoing;
    this.folder = folder;
  }

  /** Whether the machine is not as it was before a build. */
  boolean isChanged() {
    return Files.isDirectory(at(JOURNAL));
  }

  private Path at(String absolute) {
    return tools.machine().root().resolve(absolute.substring(1));
  }

  /**
   * Remembers it.
   *
   * @param packages that are going to be installed
   */
  void remember(SortedSet<String> packages) throws BuildFailure {
    try {
      Path spared = folder.resolve("spared");
      Files.write(spared, spared());
      List<String> command =
          List.of("sh", script(), "remember", at(JOURNAL).toString(), spared.toString());
      Outcome outcome = run(command, String.join("\n", packages) + "\n", new ArrayList<>());
      if (!outcome.succeeded()) {
        throw BuildFailure.ofMachine(
            "engine \"host\": what this machine is like cannot be remembered in \""
                + JOURNAL
                + "\", so it is not changed either: see why\n"
                + String.join("\n", outcome.lastLines()));
      }
    } catch (IOException refused) {
      throw DiskFault.of(folder, refused);
    }
  }

  /** What the build writes, and what people and Maven may write meanwhile. */
  private List<String> spared() {
    Path target = tools.logs().toAbsolutePath().normalize();
    return Stream.of(
            tools.cache().root().toString(),
            target.toString(),
            System.getProperty("user.dir"),
            System.getProperty("user.home"),
            System.getProperty("java.io.tmpdir"),
            System.getProperty("maven.repo.local", ""),
            "/usr/src")
        .filter(path -> path.startsWith("/") && path.length() > 1)
        .toList();
  }

  private String script() throws IOException {
    return Scripts.MACHINE.writeInto(folder).toString();
  }

  /**
   * Puts the machine back, also on a thread that was interrupted.
   *
   * @return what is not as it was; nothing if all is
   * @throws BuildFailure if that has to be tried again
   */
  Optional<String> putBack() throws BuildFailure {
    if (!isChanged()) {
      return Optional.empty();
    }
    boolean interrupted = Thread.interrupted();
    CacheLock frontends =
        CacheLock.exclusive(at(FRONTENDS), "the packages of this machine", tools.waits());
    try {
      List<String> said = new ArrayList<>();
      Outcome outcome = run(List.of("sh", script(), "put-back", at(JOURNAL).toString()), "", said);
      if (outcome.succeeded()) {
        return Optional.empty();
      }
      if (outcome.exitCode() == DIFFERENT) {
        return Optional.of(String.join("\n", said));
      }
      throw cannot(String.join("\n", said));
    } catch (IOException refused) {
      throw cannot(String.valueOf(refused.getMessage()));
    } finally {
      frontends.close();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static BuildFailure cannot(String why) {
    return BuildFailure.ofMachine(
        "engine \"host\": this machine cannot be put back as it was before the build (\""
            + JOURNAL
            + "\" has what is missing for that): mend what it says, and build again, or throw the"
            + " container away\n"
            + why);
  }

  private Outcome run(List<String> command, String input, List<String> said) throws BuildFailure {
    Map<String, String> environment = HostEnvironment.plain(tools.machine());
    return undoing.run(
        new Command(command, environment, Optional.of(folder), LIMIT, Optional.of(input)),
        folder.resolve("machine.log"),
        said::add);
  }
}
