package io.github.djangodeb.site;

import java.util.Arrays;
import java.util.stream.Collectors;

/** One of a few words. */
final class Choice {
  private Choice() {}

  /**
   * The value that is written so.
   *
   * @param what what {@code text} should have been, for the message
   * @throws IllegalArgumentException if there is none
   */
  static <T> T of(String text, T[] values, String what) {
    return Arrays.stream(values)
        .filter(value -> value.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "\""
                        + text
                        + "\" is no "
                        + what
                        + ": use one of "
                        + Arrays.stream(values)
                            .map(Object::toString)
                            .collect(Collectors.joining(", "))));
  }
}
