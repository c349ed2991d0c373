package io.github.djangodeb.name;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * An absolute path on the target host, or inside a chroot; never a path of the machine that builds.
 */
public record TargetPath(String text) implements Comparable<TargetPath> {
  private static final Pattern ODD_PART = Pattern.compile("(?:^|/)\\.{0,2}(?:/|$)");

  /**
   * @throws IllegalArgumentException if {@code text} is not absolute, or has an empty, {@code .} or
   *     {@code ..} part
   */
  public TargetPath {
    Objects.requireNonNull(text);
    if (!text.startsWith("/") || ODD_PART.matcher(text.substring(1)).find()) {
      throw new IllegalArgumentException("\"" + text + "\" is no plain absolute path");
    }
  }

  /** The path of {@code relative} below this one. */
  public TargetPath resolve(String relative) {
    return new TargetPath(text + "/" + relative);
  }

  /** This path without its leading slash, as archives name it. */
  public String relativeToRoot() {
    return text.substring(1);
  }

  @Override
  public int compareTo(TargetPath other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
