package io.github.djangodeb.chroot;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.process.Command;
import io.github.djangodeb.process.ProcessLauncher;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Deletes trees that root made in a session: a normal user can only do that as this root. */
final class TreeRemover {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /** What rm says helps nobody: the tree is there or not. */
  private static final Path UNWANTED = Path.of("/dev/null");

  private final Machine machine;
  private final Namespaces namespaces;
  private final ProcessLauncher launcher;

  TreeRemover(Machine machine, Namespaces namespaces, ProcessLauncher launcher) {
    this.machine = machine;
    this.namespaces = namespaces;
    this.launcher = launcher;
  }

  /**
   * Deletes a tree, also on a thread that was interrupted.
   *
   * @return whether it is gone; if not, a later build tries again
   */
  boolean remove(Path tree) {
    if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    boolean interrupted = Thread.interrupted();
    try {
      boolean done = run(List.of("rm", "-rf", "--one-file-system", "--", tree.toString()));
      // Ended by Ctrl-C, rm may have been through all the same.
      return done || !Files.exists(tree, LinkOption.NOFOLLOW_LINKS);
    } catch (BuildFailure left) {
      // Deleting is never what the build was for: the next sweep finds it again.
      return !Files.exists(tree, LinkOption.NOFOLLOW_LINKS);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean run(List<String> arguments) throws BuildFailure {
    Command command =
        new Command(
            namespaces.owner(arguments),
            HostEnvironment.plain(machine),
            Optional.of(Path.of("/")),
            LIMIT);
    return launcher.run(command, UNWANTED, line -> {}).succeeded();
  }
}
