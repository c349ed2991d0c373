package io.github.djangodeb.site;

import java.util.Objects;
import java.util.regex.Pattern;

/** The page that proves a release: an absolute path, perhaps with a query, as HTTP carries it. */
public record HealthPath(String text) {
  private static final Pattern GRAMMAR =
      Pattern.compile("/(?!/)[A-Za-z0-9/._~!&'()*+,;=:@?%-]{0,1000}");

  /**
   * @throws IllegalArgumentException if {@code text} is no such path
   */
  public HealthPath {
    Objects.requireNonNull(text);
    if (!GRAMMAR.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is no path of a page: write it from the first slash on, such as"
              + " \"/health/\", with % for other than ASCII characters");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
