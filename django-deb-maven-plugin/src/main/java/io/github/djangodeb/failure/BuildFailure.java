package io.github.djangodeb.failure;

/**
 * A build that cannot go on.
 *
 * <p>The message says what went wrong, quotes the value, names the parameter, and ends with what to
 * do. Nothing below the {@code mojo} package throws another checked exception to its callers.
 */
public final class BuildFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean users;

  private BuildFailure(boolean users, String message, Throwable cause) {
    super(message, cause);
    this.users = users;
  }

  /** A fault in what the user wrote: the pom, the project, the requirements. */
  public static BuildFailure ofUser(String message) {
    return new BuildFailure(true, message, null);
  }

  /** A fault in what the user wrote, found by way of {@code cause}. */
  public static BuildFailure ofUser(String message, Throwable cause) {
    return new BuildFailure(true, message, cause);
  }

  /** A fault of the machine or of what it reaches: a missing tool, a full disk, a mirror. */
  public static BuildFailure ofMachine(String message) {
    return new BuildFailure(false, message, null);
  }

  /** A fault of the machine or of what it reaches, found by way of {@code cause}. */
  public static BuildFailure ofMachine(String message, Throwable cause) {
    return new BuildFailure(false, message, cause);
  }

  /**
   * The same failure, of one part of the build.
   *
   * @param part what the message begins with
   */
  public BuildFailure in(String part) {
    return new BuildFailure(users, part + ": " + getMessage(), this);
  }

  /** Whether the user can mend it in the project, rather than an administrator on the machine. */
  public boolean isUsers() {
    return users;
  }
}
