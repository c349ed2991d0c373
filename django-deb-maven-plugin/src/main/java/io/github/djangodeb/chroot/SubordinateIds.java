package io.github.djangodeb.chroot;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of ids that a user may map into user namespaces: a line of {@code subuid(5)}.
 *
 * @param start the first of them
 * @param count how many
 */
record SubordinateIds(long start, long count) {
  /** What a Debian system needs: all ids of 16 bits. */
  static final long ENOUGH = 65_536;

  private static final long FIRST_FREE = 100_000;
  private static final Pattern LINE = Pattern.compile("([^:]+):(\\d{1,10}):(\\d{1,10})");

  /** The first range of the user that is large enough. */
  static Optional<SubordinateIds> of(Machine machine, String file) {
    for (String line : machine.lines(file)) {
      Matcher fields = LINE.matcher(line.strip());
      if (fields.matches() && isOf(machine, fields.group(1))) {
        SubordinateIds range = parse(fields);
        if (range.count >= ENOUGH) {
          return Optional.of(range);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isOf(Machine machine, String owner) {
    return owner.equals(machine.user()) || owner.equals(String.valueOf(machine.uid()));
  }

  private static SubordinateIds parse(Matcher fields) {
    return new SubordinateIds(Long.parseLong(fields.group(2)), Long.parseLong(fields.group(3)));
  }

  /** A range that no one has in any of the files: what an administrator could give the user. */
  static SubordinateIds free(Machine machine, List<String> files) {
    long start =
        files.stream()
            .flatMap(file -> machine.lines(file).stream())
            .map(line -> LINE.matcher(line.strip()))
            .filter(Matcher::matches)
            .map(SubordinateIds::parse)
            .mapToLong(range -> range.start + range.count)
            .reduce(FIRST_FREE, Math::max);
    return new SubordinateIds(start, ENOUGH);
  }

  /** As {@code usermod} takes it: {@code 100000-165535}. */
  String span() {
    return start + "-" + (start + count - 1);
  }
}
