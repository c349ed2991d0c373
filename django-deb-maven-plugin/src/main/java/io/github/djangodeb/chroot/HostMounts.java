package io.github.djangodeb.chroot;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The mounts of the machine, as {@code /proc/self/mountinfo} lists them. */
final class HostMounts {
  /** Options that a user namespace may not take away when it mounts the same thing again. */
  private static final Set<String> LOCKED =
      Set.of("nosuid", "nodev", "noexec", "noatime", "nodiratime", "relatime");

  private static final int MOUNT_POINT = 4;
  private static final int OPTIONS = 5;

  private final List<String> lines;

  /**
   * @param lines of the file
   */
  HostMounts(List<String> lines) {
    this.lines = List.copyOf(lines);
  }

  /** The options of the mount that a path lies on which must be kept. */
  Set<String> locked(Path path) {
    Set<String> found = new LinkedHashSet<>();
    int longest = -1;
    for (String line : lines) {
      String[] fields = line.split(" ");
      Path point = Path.of(unescape(fields[MOUNT_POINT]));
      // Of two mounts on one point the later line is the one that is seen.
      if (path.startsWith(point) && point.getNameCount() >= longest) {
        longest = point.getNameCount();
        found = new LinkedHashSet<>(Arrays.asList(fields[OPTIONS].split(",")));
      }
    }
    found.retainAll(LOCKED);
    return found;
  }

  private static String unescape(String field) {
    return field
        .replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
