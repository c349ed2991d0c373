package io.github.djangodeb.deb;

import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.DebianVersion;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A binary package's control file (Policy 5.3).
 *
 * @param name the package
 * @param version its version
 * @param architecture its architecture
 * @param maintainer {@code Name <address>}
 * @param section such as {@code web}
 * @param depends relations, each as it stands between two commas (Policy 7.1)
 * @param recommends likewise
 * @param homepage an address, or empty
 * @param synopsis the description's first line
 * @param description the description's paragraphs, each one line here
 */
public record ControlFields(
    String name,
    DebianVersion version,
    Architecture architecture,
    String maintainer,
    String section,
    List<String> depends,
    List<String> recommends,
    String homepage,
    String synopsis,
    List<String> description) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9+.-]+");
  private static final Pattern MAINTAINER =
      Pattern.compile("[^<>\\p{Cntrl}]*[^<>\\s,] <[^<>@\\s]+@[^<>@\\s]+>");
  private static final Pattern SECTION = Pattern.compile("(?:[a-z-]+/)?[a-z][a-z0-9-]*");

  /**
   * @throws IllegalArgumentException if a value would break the control file, or Policy 5.6
   */
  public ControlFields {
    require(NAME, name, "a package's name", "my-shop");
    Objects.requireNonNull(version);
    Objects.requireNonNull(architecture);
    maintainer(maintainer);
    require(SECTION, section, "a section", "web");
    depends = depends.stream().map(ControlFields::relation).toList();
    recommends = recommends.stream().map(ControlFields::relation).toList();
    requireLine(homepage);
    requireLine(synopsis);
    if (synopsis.isBlank()) {
      throw new IllegalArgumentException("the synopsis is empty: say in a line what it is");
    }
    description = List.copyOf(description);
    description.forEach(ControlFields::requireLine);
  }

  /**
   * A maintainer as Policy 5.6.2 has it.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static String maintainer(String text) {
    require(MAINTAINER, text, "a maintainer", "Ada Lovelace <ada@example.org>");
    return text;
  }

  private static void require(Pattern grammar, String value, String what, String example) {
    if (!grammar.matcher(value).matches()) {
      throw new IllegalArgumentException(
          Contents.quoted(value) + " is not " + what + ": write it as \"" + example + "\"");
    }
  }

  private static String relation(String text) {
    return Relation.of(text).toString();
  }

  /** A line break in a value would begin a field of its own. */
  private static void requireLine(String value) {
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          Contents.quoted(value)
              + " has a line break or a control character: write it in one line");
    }
  }

  /** The file's name by Debian's rule: {@code shop-site_1.2_all.deb}. */
  public String fileName() {
    return name + "_" + version + "_" + architecture + ".deb";
  }
}
