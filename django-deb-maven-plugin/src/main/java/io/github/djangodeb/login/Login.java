package io.github.djangodeb.login;

import java.util.Objects;

/**
 * What a server wants to know of who fetches.
 *
 * @param user the name
 * @param password which no message and no log shows
 */
public record Login(String user, String password) {
  public Login {
    Objects.requireNonNull(user);
    Objects.requireNonNull(password);
  }

  @Override
  public String toString() {
    return "a login";
  }
}
