package io.github.djangodeb.site;

import java.util.regex.Pattern;

/**
 * How many releases a host keeps for going back, the one that serves among them. Whatever has
 * served within the last day stays besides.
 */
public record KeptReleases(int number) {
  private static final int MOST = 99;
  private static final Pattern GRAMMAR = Pattern.compile("-?[0-9]{1,9}");

  /** Of a pom that says nothing: the one that serves, and the one before. */
  public static final KeptReleases DEFAULT = new KeptReleases(2);

  /**
   * @throws IllegalArgumentException if it would not keep the one that serves, or all for ever
   */
  public KeptReleases {
    if (number < 1 || number > MOST) {
      throw new IllegalArgumentException(refusal(String.valueOf(number)));
    }
  }

  /**
   * The number that a text says.
   *
   * @throws IllegalArgumentException if that is none, or not from 1 to 99
   */
  public static KeptReleases of(String text) {
    if (!GRAMMAR.matcher(text).matches()) {
      throw new IllegalArgumentException(refusal(text));
    }
    return new KeptReleases(Integer.parseInt(text));
  }

  private static String refusal(String text) {
    return "\""
        + text
        + "\" is no number of releases: use one from 1, the release that serves, to "
        + MOST;
  }

  @Override
  public String toString() {
    return String.valueOf(number);
  }
}
