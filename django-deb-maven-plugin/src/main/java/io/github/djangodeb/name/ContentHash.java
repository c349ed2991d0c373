package io.github.djangodeb.name;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Pattern;

/** The hash in a package's name: the first 12 hexadecimal digits of a longer one. */
public record ContentHash(String text) {
  private static final int DIGITS = 12;
  private static final Pattern GRAMMAR = Pattern.compile("[0-9a-f]{" + DIGITS + "}");

  /**
   * @throws IllegalArgumentException if {@code text} is not 12 hexadecimal digits
   */
  public ContentHash {
    Objects.requireNonNull(text);
    if (!GRAMMAR.matcher(text).matches()) {
      throw new IllegalArgumentException("\"" + text + "\" is not 12 hexadecimal digits");
    }
  }

  /** The beginning of a longer hexadecimal hash, such as a git commit's. */
  public static ContentHash ofLonger(String hexadecimal) {
    return new ContentHash(hexadecimal.substring(0, DIGITS));
  }

  /** The beginning of the SHA-256 of {@code configuration} in UTF-8. */
  public static ContentHash ofText(String configuration) {
    return ofLonger(sha256(configuration.getBytes(StandardCharsets.UTF_8)));
  }

  /** The whole SHA-256 of {@code bytes}, in 64 hexadecimal digits. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every Java has SHA-256", absent);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
