package io.github.djangodeb.chroot;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.process.Outcome;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A throw-away session in a chroot. Its commands run one after the other and see each other's
 * changes.
 */
public interface Session extends AutoCloseable {
  /**
   * Runs a command in the chroot, as its root.
   *
   * <p>No process that it starts outlives it. Its environment is only what the command gives, with
   * a plain {@code PATH} and {@code LC_ALL=C.UTF-8}.
   *
   * @param log where both of its streams go, on this machine; made anew
   * @param lines called with each line of them
   * @throws BuildFailure if it cannot be started, its time was up, or this thread is interrupted
   */
  Outcome run(SessionCommand command, Path log, Consumer<String> lines) throws BuildFailure;

  /** Throws the session's changes away. Never fails: what cannot be deleted now is swept later. */
  @Override
  void close();
}
