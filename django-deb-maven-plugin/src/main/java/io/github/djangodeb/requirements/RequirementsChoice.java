package io.github.djangodeb.requirements;

import java.util.Objects;
import java.util.Optional;

/**
 * What a pom says about the project's requirements.
 *
 * @param file the file that lists them, relative to the packaged source, if it is not found by its
 *     usual name
 * @param selection the optional parts that are installed
 * @param unpinned what is done about those without an exact version
 */
public record RequirementsChoice(
    Optional<String> file, Selection selection, UnpinnedPolicy unpinned) {
  /** Of a pom that says nothing. */
  public static final RequirementsChoice DEFAULT =
      new RequirementsChoice(Optional.empty(), Selection.NONE, UnpinnedPolicy.WARN);

  public RequirementsChoice {
    Objects.requireNonNull(file);
    Objects.requireNonNull(selection);
    Objects.requireNonNull(unpinned);
  }
}
