package io.github.djangodeb.site;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The path, on the host, of a certificate or a key. nginx reads a dollar sign in one as a variable.
 */
public record KeyFile(String text) {
  private static final Pattern GRAMMAR =
      Pattern.compile("(?:/[A-Za-z0-9@%+=:,_-][A-Za-z0-9@%+=:,._-]*)+");
  private static final int MAX_LENGTH = 1000;

  /**
   * @throws IllegalArgumentException if {@code text} is no such path
   */
  public KeyFile {
    Objects.requireNonNull(text);
    if (text.length() > MAX_LENGTH || !GRAMMAR.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is no path on the host: write it from the first slash on, without blanks, $"
              + " and hidden folders, such as \"/etc/ssl/private/shop.key\"");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
