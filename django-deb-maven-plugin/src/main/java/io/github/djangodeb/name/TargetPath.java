package io.github.djangodeb.name;

import java.util.Objects;

/**
 * An absolute path on the target host, or inside a chroot; never a path of the machine that builds.
 */
public record TargetPath(String text) implements Comparable<TargetPath> {
  /**
   * @throws IllegalArgumentException if {@code text} is not absolute, or has an empty, {@code .} or
   *     {@code ..} part
   */
  public TargetPath {
    Objects.requireNonNull(text);
    if (!text.startsWith("/") || hasOddPart(text)) {
      throw new IllegalArgumentException("\"" + text + "\" is no plain absolute path");
    }
  }

  /** Whether a part is empty, {@code .} or {@code ..}. Packages have thousands of paths. */
  private static boolean hasOddPart(String text) {
    int begin = 1;
    while (begin <= text.length()) {
      int slash = text.indexOf('/', begin);
      int end = slash < 0 ? text.length() : slash;
      if (end - begin <= 2 && "..".startsWith(text.substring(begin, end))) {
        return true;
      }
      begin = end + 1;
    }
    return false;
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
