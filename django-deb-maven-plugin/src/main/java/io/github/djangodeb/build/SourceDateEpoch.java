package io.github.djangodeb.build;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The environment variable of that name, as its specification has it. What a commit holds bears the
 * commit's time in any case; it bounds the time of changes that are not committed, which otherwise
 * is that of one work tree.
 */
public final class SourceDateEpoch {
  /** The variable's name. */
  public static final String NAME = "SOURCE_DATE_EPOCH";

  /** Eleven digits are enough for the year 5138. */
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}");

  private SourceDateEpoch() {}

  /**
   * The time.
   *
   * @param value the variable's; nothing if it is not set
   * @throws IllegalArgumentException if it is no number of seconds: going on would give packages
   *     that another build does not give
   */
  public static Optional<Instant> of(Optional<String> value) {
    if (value.isPresent() && !SECONDS.matcher(value.get()).matches()) {
      throw new IllegalArgumentException(
          NAME
              + ": \""
              + value.get()
              + "\" is no number of seconds since 1970: set it to one, as \"git log -1"
              + " --format=%ct\" prints it, or unset it");
    }
    return value.map(text -> Instant.ofEpochSecond(Long.parseLong(text)));
  }
}
