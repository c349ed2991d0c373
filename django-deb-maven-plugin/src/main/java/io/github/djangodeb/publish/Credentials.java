package io.github.djangodeb.publish;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What a server wants to know.
 *
 * @param user empty where the password is a token
 * @param password or token
 */
public record Credentials(String user, String password) {
  /** What a header holds as it is. */
  private static final Pattern TOKEN = Pattern.compile("[!-~]+");

  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  /**
   * @throws IllegalArgumentException which quotes nothing, if no request can carry them
   */
  public Credentials {
    Objects.requireNonNull(user);
    Objects.requireNonNull(password);
    if (user.isEmpty() && !TOKEN.matcher(password).matches()) {
      throw new IllegalArgumentException(
          "a <password> and no <username>, so it is a token, but one with blanks, line breaks or"
              + " characters other than those of ASCII: correct it, or add the <username>");
    }
    if (CONTROL.matcher(user + password).find()) {
      throw new IllegalArgumentException(
          "a line break, tabulator or other control character in its <username> or <password>:"
              + " remove it");
    }
  }

  /** The value of the header {@code Authorization}. */
  String header() {
    if (user.isEmpty()) {
      return "Bearer " + password;
    }
    byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(both);
  }

  /** Not the password. */
  @Override
  public String toString() {
    return "Credentials[" + user + "]";
  }
}
