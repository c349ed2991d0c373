package io.github.djangodeb.name;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A project's or a variant's name: lower case letters, digits and inner hyphens, beginning with a
 * letter.
 *
 * <p>That is the narrowest of what Debian packages (Policy 5.6.1), Linux users, PostgreSQL roles,
 * systemd units and host paths take.
 */
public record Name(String text) {
  private static final Pattern GRAMMAR = Pattern.compile("[a-z](?:[a-z0-9]|-(?=[a-z0-9]))*");

  /**
   * @throws IllegalArgumentException if {@code text} is no such name
   */
  public Name {
    Objects.requireNonNull(text);
    if (!GRAMMAR.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is no name: use lower case letters, digits and inner hyphens,"
              + " beginning with a letter, such as \"my-shop\"");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
