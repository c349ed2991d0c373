package io.github.djangodeb.env;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Which Debian packages a failed compilation lacked, as far as its output shows. */
final class DebianHints {
  private static final String TABLE = "debian-packages.txt";
  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              "header",
              name -> name,
              "fatal error: (?:[A-Za-z0-9_.+-]+/)*([A-Za-z0-9_.+-]+): No such file or directory"),
          new Kind("library", name -> "lib" + name + ".so", "cannot find -l([A-Za-z0-9_.+-]+)"),
          new Kind(
              "module",
              name -> name + ".pc",
              "Package '?([A-Za-z0-9_.+-]+)'?,? (?:was not found|required by|not found)"
                  + "|No package '([A-Za-z0-9_.+-]+)' found"
                  + "|ERROR: [Dd]ependency \"?([A-Za-z0-9_.+-]+)\"? not found"
                  + "|ERROR: [Dd]ependency lookup for ([A-Za-z0-9_.+-]+) with method"));

  /**
   * A kind of file that compilers and build scripts say they miss.
   *
   * @param name as the table has it
   * @param file the name of the file that lacks, from what the output calls it
   * @param pattern finds that in a line; one of its groups
   */
  private record Kind(String name, Function<String, String> file, Pattern pattern) {
    Kind(String name, Function<String, String> file, String pattern) {
      this(name, file, Pattern.compile(pattern));
    }

    /** What a line says is missing. */
    List<String> missing(String line) {
      return pattern
          .matcher(line)
          .results()
          .map(
              found ->
                  Arrays.stream(new int[] {1, 2, 3, 4})
                      .filter(group -> group <= found.groupCount() && found.group(group) != null)
                      .mapToObj(found::group)
                      .findFirst()
                      .orElseThrow())
          .toList();
    }
  }

  /** A line of the table. */
  private record Row(String kind, String key, Pattern message, List<String> packages) {
    static Row of(String line) {
      List<String> words = List.of(line.split(" +"));
      boolean message = words.get(0).equals("message");
      return new Row(
          words.get(0),
          words.get(1),
          message ? Pattern.compile(words.get(1)) : Pattern.compile("(?!)"),
          words.subList(2, words.size()));
    }
  }

  private final List<Row> table = table();

  private static List<Row> table() {
    try (InputStream in = DebianHints.class.getResourceAsStream(TABLE)) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(Row::of)
          .toList();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** The packages, in the order in which the output shows that they are missing. */
  Set<String> packages(List<String> lines) {
    Set<String> packages = new LinkedHashSet<>();
    for (String line : lines) {
      table.stream()
          .filter(row -> row.message.matcher(line).find())
          .forEach(row -> packages.addAll(row.packages));
      for (Kind kind : KINDS) {
        kind.missing(line).forEach(name -> packages.addAll(packages(kind, name)));
      }
    }
    return packages;
  }

  /** The files that the output shows to be missing, and whose packages the table does not know. */
  Set<String> unknownFiles(List<String> lines) {
    Set<String> files = new LinkedHashSet<>();
    for (String line : lines) {
      for (Kind kind : KINDS) {
        kind.missing(line).stream()
            .filter(name -> packages(kind, name).isEmpty())
            .map(kind.file)
            .forEach(files::add);
      }
    }
    return files;
  }

  private List<String> packages(Kind kind, String name) {
    return table.stream()
        .filter(row -> row.kind.equals(kind.name) && row.key.equals(name))
        .findFirst()
        .map(Row::packages)
        .orElse(List.of());
  }
}
