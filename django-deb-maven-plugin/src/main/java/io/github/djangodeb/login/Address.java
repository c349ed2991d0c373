package io.github.djangodeb.login;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address in the network, with what stands in it of a login taken out.
 *
 * @param scheme such as {@code https} or {@code git+https}, in lower case
 * @param login the user and password that it had
 * @param host without its port
 * @param port negative for that of the protocol
 * @param text the address without the login
 */
public record Address(String scheme, Optional<Login> login, String host, int port, String text) {
  private static final Pattern GRAMMAR =
      Pattern.compile(
          "(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?:(?<user>[^/?#\\s]*)@)?"
              + "(?<host>\\[[0-9A-Fa-f:.]+\\]|[^/?#:@\\s]+)(?::(?<port>[0-9]{1,5}))?"
              + "(?<rest>[/?#]\\S*)?");

  /** A password with a slash that is not escaped, for example. */
  private static final Pattern WRONG_WITH_LOGIN =
      Pattern.compile("^\\s*[A-Za-z+]*https?://.*@", Pattern.CASE_INSENSITIVE);

  private static final Pattern WRONG_WITH_PASSWORD =
      Pattern.compile("^\\s*[A-Za-z+]*https?://[^/@]*:.*@", Pattern.CASE_INSENSITIVE);

  /** The address in a text; nothing if it is none with a host. */
  public static Optional<Address> of(String text) {
    Matcher match = GRAMMAR.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    String port = match.group("port");
    String rest = match.group("rest");
    String bare =
        match.group("scheme")
            + "://"
            + match.group("host")
            + (port == null ? "" : ":" + port)
            + (rest == null ? "" : rest);
    return Optional.of(
        new Address(
            match.group("scheme").toLowerCase(Locale.ROOT),
            login(match.group("user")),
            match.group("host").toLowerCase(Locale.ROOT),
            port == null ? -1 : Integer.parseInt(port),
            bare));
  }

  /**
   * Whether a text is an address of the web with a login in it, even if it is written wrongly
   * otherwise.
   */
  public static boolean holdsLogin(String text) {
    Optional<Address> read = of(text);
    return read.isPresent()
        ? read.get().login().isPresent()
        : WRONG_WITH_LOGIN.matcher(text).find();
  }

  /** Whether that login has a password: a user alone, as of ssh, tells nobody anything. */
  public static boolean holdsPassword(String text) {
    Optional<Address> read = of(text);
    return read.isPresent()
        ? read.get().login().filter(login -> !login.password().isEmpty()).isPresent()
        : WRONG_WITH_PASSWORD.matcher(text).find();
  }

  private static Optional<Login> login(String user) {
    if (user == null || user.isEmpty() || user.equals(":")) {
      return Optional.empty();
    }
    String[] parts = user.split(":", 2);
    return Optional.of(new Login(decode(parts[0]), parts.length == 1 ? "" : decode(parts[1])));
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return text;
    }
  }

  /** A part of a login as it stands in an address. */
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Not the login. */
  @Override
  public String toString() {
    return text;
  }
}
