package io.github.djangodeb.site;

import java.net.IDN;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A name that a site answers to: a host name, one that begins with {@code *.}, or an address.
 *
 * <p>Names with other than ASCII letters are held as DNS carries them. What nginx would read as a
 * pattern or a catch-all is refused: a site must not answer for names that are not its own.
 */
public record ServerName(String text) {
  private static final int MAX_LENGTH = 253;
  private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
  private static final Pattern HOST =
      Pattern.compile("(?:\\*\\.(?=[^.]+\\.))?" + LABEL + "(?:\\." + LABEL + ")*");
  private static final Pattern ADDRESS = Pattern.compile("\\[[0-9a-f:.]{2,45}\\]");
  private static final String WILDCARD = "*.";

  /**
   * @throws IllegalArgumentException if {@code text} is no such name
   */
  public ServerName {
    Objects.requireNonNull(text);
    String given = text;
    text = ascii(given).toLowerCase(Locale.ROOT);
    if (text.length() > MAX_LENGTH
        || !(HOST.matcher(text).matches() || ADDRESS.matcher(text).matches())) {
      throw refused(given, null);
    }
  }

  private static String ascii(String given) {
    if (given.startsWith(WILDCARD)) {
      return WILDCARD + ascii(given.substring(WILDCARD.length()));
    }
    try {
      return given.startsWith("[") ? given : IDN.toASCII(given);
    } catch (IllegalArgumentException notAName) {
      throw refused(given, notAName);
    }
  }

  private static IllegalArgumentException refused(String given, Throwable cause) {
    return new IllegalArgumentException(
        "\""
            + given
            + "\" is no server name: write a host name such as \"www.example.org\","
            + " or \"*.example.org\", without a scheme, a port or a path",
        cause);
  }

  @Override
  public String toString() {
    return text;
  }
}
