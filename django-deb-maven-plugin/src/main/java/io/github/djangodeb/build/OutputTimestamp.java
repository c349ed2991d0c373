package io.github.djangodeb.build;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The time that a pom gives the files in packages, as Maven's guide to reproducible builds says.
 */
public final class OutputTimestamp {
  private static final Pattern SECONDS = Pattern.compile("[0-9]+");

  /** The year 2242, after which the field for it in an archive is full. */
  private static final long LAST = 077777777777L;

  private OutputTimestamp() {}

  /**
   * The time: an ISO 8601 date and time with an offset, or seconds since 1970.
   *
   * @return nothing for one character that is no digit, by which a pom takes back the time that its
   *     parent gives
   * @throws IllegalArgumentException if it is neither
   */
  public static Optional<Instant> of(String text) {
    if (text.length() == 1 && !SECONDS.matcher(text).matches()) {
      return Optional.empty();
    }
    return Optional.of(inRange(text, parsed(text)));
  }

  private static Instant parsed(String text) {
    try {
      return SECONDS.matcher(text).matches()
          ? Instant.ofEpochSecond(Long.parseLong(text))
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException | NumberFormatException wrong) {
      throw refused(text, wrong);
    }
  }

  private static Instant inRange(String text, Instant time) {
    if (time.getEpochSecond() < 0 || time.getEpochSecond() > LAST) {
      throw refused(text, null);
    }
    return Instant.ofEpochSecond(time.getEpochSecond());
  }

  private static IllegalArgumentException refused(String text, Exception cause) {
    return new IllegalArgumentException(
        "\""
            + text
            + "\" is no time since 1970: write it as 2026-11-23T10:15:00Z, or as seconds since"
            + " 1970",
        cause);
  }
}
