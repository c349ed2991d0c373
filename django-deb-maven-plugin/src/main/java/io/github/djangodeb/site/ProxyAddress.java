package io.github.djangodeb.site;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.regex.Pattern;

/** An address, or a network such as {@code 10.0.0.0/8}, of machines that end HTTPS for a site. */
public record ProxyAddress(String text) {
  private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern FOUR =
      Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}(?:/(?:[1-9]|[12][0-9]|3[0-2]))?");
  private static final Pattern SIX =
      Pattern.compile("(?=[^:]*:)[0-9a-fA-F:]{2,39}(?:/(?:[1-9][0-9]?|1[01][0-9]|12[0-8]))?");

  /**
   * @throws IllegalArgumentException if {@code text} is neither, or all addresses at once
   */
  public ProxyAddress {
    Objects.requireNonNull(text);
    if (!FOUR.matcher(text).matches() && !isSix(text)) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is neither an address nor a network of some: write one such as \"10.0.0.5\""
              + " or \"10.1.0.0/16\"");
    }
  }

  /** What has only digits and colons is never looked up as a name. */
  private static boolean isSix(String text) {
    if (!SIX.matcher(text).matches()) {
      return false;
    }
    try {
      InetAddress.getByName(text.replaceFirst("/.*", ""));
      return true;
    } catch (UnknownHostException notAnAddress) {
      return false;
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
