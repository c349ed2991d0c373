package io.github.djangodeb.django;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A Django project in a source tree.
 *
 * @param folder the folder that its modules are imported from, relative to the tree's root with
 *     {@code /} between parts; empty for the root itself
 * @param settings the dotted name of its settings module
 */
public record DjangoProject(String folder, String settings) {
  private static final Pattern DOTTED_NAME =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(?:\\.[A-Za-z_][A-Za-z0-9_]*)*");
  private static final Pattern PLAIN_FOLDER =
      Pattern.compile("(?:(?!\\.{1,2}(?:/|$))[A-Za-z0-9._+-]+(?:/(?=.)|$))*");

  /**
   * @throws IllegalArgumentException if {@code settings} is no dotted name, or {@code folder} has
   *     characters that would need quoting on the host
   */
  public DjangoProject {
    Objects.requireNonNull(folder);
    settings(settings);
    if (!PLAIN_FOLDER.matcher(folder).matches()) {
      throw new IllegalArgumentException(
          "\""
              + folder
              + "\" is no plain relative folder: letters, digits and . _ + - only,"
              + " with / between parts");
    }
  }

  /**
   * The name of a settings module.
   *
   * @throws IllegalArgumentException if it is no dotted name
   */
  public static String settings(String text) {
    if (!DOTTED_NAME.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no dotted module name: use one such as \"shop.settings\"");
    }
    return text;
  }
}
