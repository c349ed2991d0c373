package io.github.djangodeb.deb;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One relation to other packages (Policy 7.1), as it stands between two commas: {@code libpq-dev
 * (>= 15) | libpq5-dev:any}.
 *
 * @param alternatives one or more, of which any will do
 */
public record Relation(List<Alternative> alternatives) implements Comparable<Relation> {
  private static final String ONE =
      "(?<name>[a-z0-9][a-z0-9+.-]+)"
          + "(?::(?<architecture>[a-z][a-z0-9-]*))?"
          + "(?:\\s*\\(\\s*(?<operator><<|<=|=|>=|>>)\\s*"
          + "(?<version>(?:[0-9]+:)?[0-9][A-Za-z0-9.+~-]*)\\s*\\))?";
  private static final Pattern GRAMMAR = Pattern.compile(ONE);
  private static final Pattern RESTRICTION = Pattern.compile("[\\[\\]]|<[^<=]");

  /**
   * One package that satisfies the relation.
   *
   * @param name the package
   * @param architecture its qualifier, such as {@code any}
   * @param version what its version must be, such as {@code >= 15}
   */
  public record Alternative(String name, Optional<String> architecture, Optional<String> version) {
    @Override
    public String toString() {
      return name
          + architecture.map(qualifier -> ":" + qualifier).orElse("")
          + version.map(demand -> " (" + demand + ")").orElse("");
    }
  }

  public Relation {
    alternatives = List.copyOf(alternatives);
  }

  /**
   * Reads a relation.
   *
   * @throws IllegalArgumentException if {@code text} is none that a binary package may have
   */
  public static Relation of(String text) {
    return new Relation(
        Arrays.stream(text.split("\\|", -1)).map(one -> alternative(one.strip(), text)).toList());
  }

  private static Alternative alternative(String one, String whole) {
    Matcher parts = GRAMMAR.matcher(one);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          Contents.quoted(whole.strip())
              + (RESTRICTION.matcher(one).find()
                  ? " names architectures or build profiles, which only source packages may:"
                      + " leave them out"
                  : " is no Debian relation: write it as \"libpq-dev\", \"libpq-dev (>= 15)\" or"
                      + " \"mariadb-client | mysql-client\""));
    }
    return new Alternative(
        parts.group("name"),
        Optional.ofNullable(parts.group("architecture")),
        Optional.ofNullable(parts.group("operator"))
            .map(operator -> operator + " " + parts.group("version")));
  }

  @Override
  public int compareTo(Relation other) {
    return toString().compareTo(other.toString());
  }

  /** The relation in one form, however it was spaced. */
  @Override
  public String toString() {
    return alternatives.stream().map(Alternative::toString).collect(Collectors.joining(" | "));
  }
}
