package io.github.djangodeb.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whose files in the cache are trusted: this user's, and root's. */
final class Owners {
  private static final int ROOT = 0;
  private static final Pattern UIDS = Pattern.compile("(?m)^Uid:\\s+\\d+\\s+(?<effective>\\d+)");
  private static final int SELF = ofThisProcess();

  private Owners() {}

  private static int ofThisProcess() {
    try {
      return effectiveUid(Files.readString(Path.of("/proc/self/status")));
    } catch (IOException unknown) {
      // Without /proc nothing can be built, and that is told where it is needed.
      return ROOT;
    }
  }

  /**
   * As whom a process makes files.
   *
   * @param status of a process, see proc_pid_status(5)
   */
  static int effectiveUid(String status) {
    Matcher line = UIDS.matcher(status);
    if (!line.find()) {
      throw new IllegalArgumentException("no uid in " + status);
    }
    return Integer.parseInt(line.group("effective"));
  }

  private static int of(Path file) throws IOException {
    return (Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  static boolean isRoot() {
    return SELF == ROOT;
  }

  /** Whether a file is this user's or root's; a symbolic link's own owner counts. */
  static boolean trusted(Path file) {
    try {
      int owner = of(file);
      return owner == SELF || owner == ROOT;
    } catch (IOException unreadable) {
      return false;
    }
  }
}
