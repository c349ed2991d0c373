package io.github.djangodeb.requirements;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is done about requirements without an exact version. */
public enum UnpinnedPolicy {
  /** They are listed in a warning. */
  WARN,
  /** They are refused. */
  FAIL,
  /** Nothing. */
  IGNORE;

  /**
   * The policy that a pom names.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static UnpinnedPolicy ofName(String name) {
    return Arrays.stream(values())
        .filter(policy -> policy.text().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("\"" + name + "\" is none of " + names()));
  }

  private static String names() {
    return Arrays.stream(values()).map(UnpinnedPolicy::text).collect(Collectors.joining(", "));
  }

  private String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
