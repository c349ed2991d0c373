package io.github.djangodeb.publish;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A package, of which Debian's file name says what it is.
 *
 * @param path the file
 * @param name the package
 * @param version its version
 * @param architecture its architecture
 */
record DebFile(Path path, String name, String version, String architecture) {
  private static final Pattern FILE_NAME = Pattern.compile("([^_]+)_([^_]+)_([^_]+)\\.deb");
  private static final Pattern CODE = Pattern.compile(".+-(?:env|src)-[0-9a-f]{12}");

  /**
   * The package in a file.
   *
   * @throws IllegalArgumentException if the file has another kind of name
   */
  static DebFile of(Path path) {
    Matcher matcher = FILE_NAME.matcher(path.getFileName().toString());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(path + " has no package's name");
    }
    return new DebFile(path, matcher.group(1), matcher.group(2), matcher.group(3));
  }

  String fileName() {
    return path.getFileName().toString();
  }

  /** Whether its name is of its content, so that another one of that name does as well. */
  boolean isNamedByContent() {
    return CODE.matcher(name).matches();
  }
}
