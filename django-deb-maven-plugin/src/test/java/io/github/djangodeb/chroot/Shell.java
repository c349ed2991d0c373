package io.github.djangodeb.chroot;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.process.Command;
import io.github.djangodeb.process.LocalProcessLauncher;
import io.github.djangodeb.process.Outcome;
import java.nio.file.Path;
import java.util.List;

/** Commands that tests run on this machine. */
final class Shell {
  private Shell() {}

  /** Runs a command that must succeed, and gives its last lines. */
  static String run(String... arguments) throws BuildFailure {
    Outcome outcome =
        new LocalProcessLauncher()
            .run(Command.of(List.of(arguments)), Path.of("/dev/null"), line -> {});
    String said = String.join("\n", outcome.lastLines());
    if (!outcome.succeeded()) {
      throw new AssertionError(String.join(" ", arguments) + " failed: " + said);
    }
    return said;
  }
}
