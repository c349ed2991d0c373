package io.github.djangodeb.process;

import io.github.djangodeb.failure.BuildFailure;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Starts external commands; tests put a fake in its place. */
@FunctionalInterface
public interface ProcessLauncher {
  /**
   * Runs a command to its end.
   *
   * <p>Both of its streams go into {@code log}, made anew, and line by line to {@code lines}. When
   * this thread is interrupted, or the command's time is up, it and all that it started are ended.
   *
   * @return how it ended; an exit code other than 0 is the caller's to judge
   * @throws BuildFailure if it cannot be started, if its time was up, or on interruption
   */
  Outcome run(Command command, Path log, Consumer<String> lines) throws BuildFailure;
}
