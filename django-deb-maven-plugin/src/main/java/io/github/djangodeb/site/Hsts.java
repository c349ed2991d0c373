package io.github.djangodeb.site;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * What browsers are told to remember of a site that has HTTPS: Strict-Transport-Security.
 *
 * @param seconds for how long; by default a year where nginx ends HTTPS, and else not at all
 * @param includeSubDomains whether it holds for all names below the site's too
 * @param preload whether browsers may ship with it
 */
public record Hsts(OptionalInt seconds, boolean includeSubDomains, boolean preload) {
  /** Nothing said. */
  public static final Hsts DEFAULT = new Hsts(OptionalInt.empty(), false, false);

  private static final int YEAR = 31_536_000;
  private static final int MOST = 999_999_999;

  /**
   * @throws IllegalArgumentException if the values do not go together
   */
  public Hsts {
    Objects.requireNonNull(seconds);
    seconds.ifPresent(number -> secondsOf(Integer.toString(number)));
    if (preload && !(includeSubDomains && seconds.orElse(YEAR) >= YEAR)) {
      throw new IllegalArgumentException(
          "browsers take only sites into their list that say so for a year and for all names"
              + " below theirs: set <hstsIncludeSubDomains> to true too, and <hstsSeconds> to "
              + YEAR
              + " at least");
    }
  }

  /**
   * For how many seconds.
   *
   * @throws IllegalArgumentException if {@code text} is no such number
   */
  public static int secondsOf(String text) {
    if (!text.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no number of seconds: use 0 to " + MOST);
    }
    return Integer.parseInt(text);
  }
}
