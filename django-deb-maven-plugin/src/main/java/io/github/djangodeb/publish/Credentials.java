package io.github.djangodeb.publish;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;

/**
 * What a server wants to know.
 *
 * @param user empty where the password is a token
 * @param password or token
 */
public record Credentials(String user, String password) {
  public Credentials {
    Objects.requireNonNull(user);
    Objects.requireNonNull(password);
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
