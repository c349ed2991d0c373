package io.github.djangodeb.apt;

import java.util.regex.Pattern;

/**
 * A part of a repository, as a line of a host's sources names it.
 *
 * @param suite such as {@code trixie}
 * @param component such as {@code main}
 */
public record AptSuite(String suite, String component) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+_-]{0,99}");

  /**
   * @throws IllegalArgumentException if a name could be no folder's
   */
  public AptSuite {
    name(suite);
    name(component);
  }

  /**
   * A suite's or a component's name.
   *
   * @throws IllegalArgumentException if it could be no folder's
   */
  public static String name(String text) {
    if (!NAME.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no name of a suite or a component: use letters, digits and . + _ -");
    }
    return text;
  }
}
