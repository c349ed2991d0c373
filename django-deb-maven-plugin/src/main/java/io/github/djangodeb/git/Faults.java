package io.github.djangodeb.git;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Repository;

/** Failures that several classes tell. */
final class Faults {
  private Faults() {}

  /** The user's repository, which JGit cannot read. */
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

  /** A repository that JGit cannot read: the user's, or a bare clone in the cache. */
  static BuildFailure unreadable(Repository repository, Exception cause) {
    if (!repository.isBare()) {
      return unreadable(repository.getWorkTree().toString(), cause);
    }
    return BuildFailure.ofMachine(
        "the clone "
            + repository.getDirectory()
            + " is damaged: "
            + reason(cause)
            + ": delete that folder, and the next build clones it again",
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
