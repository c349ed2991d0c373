package io.github.djangodeb.requirements;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The name of a Python project, spelled the one way that package indexes compare by: lower case,
 * one hyphen for each run of {@code -_.} ({@code Django_Filter} is {@code django-filter}).
 */
public record ProjectName(String text) implements Comparable<ProjectName> {
  private static final Pattern GRAMMAR =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?");
  private static final Pattern SEPARATORS = Pattern.compile("[-_.]+");

  /**
   * @throws IllegalArgumentException if no project can have that name
   */
  public ProjectName {
    Objects.requireNonNull(text);
    if (!GRAMMAR.matcher(text).matches()) {
      throw new IllegalArgumentException("\"" + text + "\" is no name of a Python project");
    }
    text = SEPARATORS.matcher(text).replaceAll("-").toLowerCase(Locale.ROOT);
  }

  @Override
  public int compareTo(ProjectName other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
