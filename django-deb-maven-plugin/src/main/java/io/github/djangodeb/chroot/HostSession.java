package io.github.djangodeb.chroot;

import io.github.djangodeb.cache.CacheLock;
import io.github.djangodeb.cache.DiskFault;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.process.Command;
import io.github.djangodeb.process.Outcome;
import io.github.djangodeb.process.Undoing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A session of the host engine: the machine itself, until it is put back as it was. What a command
 * is shown are links to where it lies; that it only may read it, nothing enforces.
 */
final class HostSession implements Session {
  /** The folder that commands use as theirs. */
  static final String BUILD = "/build";

  private static final String POLICY = "/usr/sbin/policy-rc.d";
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
          "LC_ALL", "C.UTF-8");

  private final Tools tools;
  private final MachineKeeper keeper;
  private final CacheLock alone;
  private final Path folder;
  private final Undoing undoing;
  private boolean closed;

  /**
   * @param alone the machine's lock, which the session gives back
   * @param folder where the programs lie that it uses
   */
  HostSession(Tools tools, MachineKeeper keeper, CacheLock alone, Path folder) {
    this.tools = tools;
    this.keeper = keeper;
    this.alone = alone;
    this.folder = folder;
    this.undoing = new Undoing(this::close);
  }

  /** Installs what is wanted; from here on the machine is not as it was. */
  void install(MachineApt apt, SortedSet<String> relations, SortedSet<String> fresh)
      throws BuildFailure {
    keeper.remember(fresh);
    try {
      Path policy = at(POLICY);
      if (!Files.exists(policy)) {
        Files.writeString(policy, BaseMaker.NO_DAEMONS);
        Files.setPosixFilePermissions(policy, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      Files.createDirectory(at(BUILD));
      Files.setPosixFilePermissions(at(BUILD), PosixFilePermissions.fromString("rwxr-xr-x"));
      Scripts.SUPERVISE.writeInto(folder);
    } catch (IOException refused) {
      throw DiskFault.of(folder, refused);
    }
    if (!fresh.isEmpty()) {
      apt.install(relations);
    }
  }

  private Path at(String absolute) {
    return tools.machine().root().resolve(absolute.substring(1));
  }

  @Override
  public synchronized Outcome run(SessionCommand command, Path log, Consumer<String> lines)
      throws BuildFailure {
    List<Path> links = new ArrayList<>();
    try {
      for (SessionCommand.Bind bind : command.binds()) {
        links.add(link(bind));
      }
      return tools.launcher().run(describe(command), log, lines);
    } catch (IOException refused) {
      throw DiskFault.of(at(BUILD), refused);
    } finally {
      links.forEach(link -> link.toFile().delete());
    }
  }

  private Path link(SessionCommand.Bind bind) throws IOException, BuildFailure {
    Path link = at(bind.at().text());
    if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
      throw BuildFailure.ofMachine(
          "engine \"host\": \""
              + bind.at()
              + "\" exists on this machine, where the build puts something of its own: move it"
              + " away");
    }
    Files.createDirectories(link.getParent());
    return Files.createSymbolicLink(link, bind.host().toRealPath());
  }

  private Command describe(SessionCommand command) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "/usr/bin/python3",
                "-I",
                folder.resolve(Scripts.SUPERVISE.file()).toString(),
                String.valueOf(ProcessHandle.current().pid())));
    arguments.addAll(command.arguments());
    Map<String, String> environment = new TreeMap<>(command.environment());
    environment.putAll(ENVIRONMENT);
    return new Command(arguments, environment, Optional.of(Path.of("/")), command.timeout());
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      keeper
          .putBack()
          .ifPresentOrElse(
              what ->
                  tools
                      .events()
                      .mending(
                          "host: what others have installed or removed on this machine meanwhile"
                              + " was let be:\n"
                              + what),
              () -> tools.events().setUp("host: the machine is as it was before"));
    } catch (BuildFailure failed) {
      tools.events().mending(failed.getMessage());
    } finally {
      alone.close();
      undoing.close();
    }
  }
}
