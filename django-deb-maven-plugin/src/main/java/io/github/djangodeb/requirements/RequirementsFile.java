package io.github.djangodeb.requirements;

import java.util.Objects;

/**
 * The file that a project's requirements are read from, for advice on what is missing there.
 *
 * @param path relative to the source tree
 * @param lock whether it is a lock, which a tool writes
 */
public record RequirementsFile(String path, boolean lock) {
  private static final String DECLARATIONS = "pyproject.toml";

  public RequirementsFile {
    Objects.requireNonNull(path);
  }

  /**
   * How one more project comes into it: the beginning of a sentence.
   *
   * @param projects in quotation marks, such as {@code "psycopg2" or "psycopg"}
   */
  public String add(String projects) {
    if (lock) {
      return "Add " + projects + " to the project's dependencies and lock them anew, for " + path;
    }
    return path.endsWith(DECLARATIONS)
        ? "Add " + projects + " to the dependencies in " + path
        : "Add a line " + projects + " to " + path;
  }
}
