package io.github.djangodeb.git;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import org.eclipse.jgit.errors.MissingObjectException;

/** Failures that several classes tell. */
final class Faults {
  private Faults() {}

  /** A repository that JGit cannot read. */
  static BuildFailure unreadable(String repository, Exception cause) {
    if (cause instanceof MissingObjectException missing) {
      return BuildFailure.ofMachine(
          "the git repository "
              + repository
              + " lacks the object "
              + missing.getObjectId().name()
              + ": if it was cloned with --depth or --filter, clone it whole; else see what"
              + " \"git fsck\" says",
          cause);
    }
    return BuildFailure.ofMachine(
        "cannot read the git repository "
            + repository
            + ": "
            + reason(cause)
            + ": see what \"git fsck\" and \"git status\" say there",
        cause);
  }

  /** A file that cannot be written. */
  static BuildFailure unwritable(String file, IOException cause) {
    return BuildFailure.ofMachine(
        "cannot write "
            + file
            + ": "
            + reason(cause)
            + ": see that there is space on its disk and that its folder can be written",
        cause);
  }

  static String reason(Exception cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
