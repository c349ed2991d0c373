package io.github.djangodeb.site;

import java.util.Objects;
import java.util.regex.Pattern;

/** The largest upload that nginx takes, such as {@code 100m}. */
public record UploadSize(String text) {
  private static final Pattern GRAMMAR = Pattern.compile("[1-9][0-9]{0,5}[kmg]");

  /** Of a pom that says nothing. */
  public static final UploadSize DEFAULT = new UploadSize("100m");

  /**
   * @throws IllegalArgumentException if {@code text} is no size
   */
  public UploadSize {
    Objects.requireNonNull(text);
    if (!GRAMMAR.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no size: write one such as \"500k\", \"100m\" or \"2g\"");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
