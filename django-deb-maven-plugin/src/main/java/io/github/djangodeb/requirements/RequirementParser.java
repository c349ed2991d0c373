package io.github.djangodeb.requirements;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what stands before the options of a requirement line (PEP 508, and pip's additions). */
final class RequirementParser {
  private static final String NAME = "(?<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)";
  private static final String EXTRAS = "(?:\\s*\\[(?<extras>[^\\]]*)\\])?";
  private static final Pattern WITH_ADDRESS =
      Pattern.compile(NAME + EXTRAS + "\\s*@\\s*(?<address>\\S+)(?:\\s+;(?<marker>.*))?");
  private static final Pattern ADDRESS_ONLY =
      Pattern.compile(
          "(?<address>[A-Za-z][A-Za-z0-9+.-]*:[^\\s\\[]+)" + EXTRAS + "(?:\\s+;(?<marker>.*))?");
  private static final Pattern PATH =
      Pattern.compile("(?<path>[^;\\[]+?)" + EXTRAS + "\\s*(?:;(?<marker>.*))?");
  private static final Pattern INDEXED =
      Pattern.compile(NAME + EXTRAS + "\\s*(?<versions>[^;]*?)\\s*(?:;(?<marker>.*))?");
  private static final Pattern ARCHIVE =
      Pattern.compile("(?i).*\\.(?:whl|zip|tar|tar\\.gz|tgz|tar\\.bz2|tbz|tar\\.xz|txz)");
  private static final Pattern VERSION =
      Pattern.compile("(?<operator>===|==|~=|!=|<=|>=|<|>)\\s*(?<version>[A-Za-z0-9._*+!-]+)");
  private static final Pattern EGG = Pattern.compile("[#&]egg=" + NAME);
  private static final Pattern WHEEL =
      Pattern.compile("/(?<name>[A-Za-z0-9](?:[A-Za-z0-9._]*[A-Za-z0-9])?)-[^/]*\\.whl(?:#|$)");

  private final SourceTree tree;

  RequirementParser(SourceTree tree) {
    this.tree = tree;
  }

  /**
   * The requirement that a line states.
   *
   * @param text the line before its options
   * @param options its own options, in their one spelling
   * @param file the file that it stands in
   * @throws RefusedLine if it states none that can be packaged
   */
  Requirement parse(String text, SortedSet<String> options, Path file) throws RefusedLine {
    Matcher named = WITH_ADDRESS.matcher(text);
    if (named.matches()) {
      return addressed(named, Optional.of(new ProjectName(named.group("name"))), options);
    }
    Matcher address = ADDRESS_ONLY.matcher(text);
    if (address.matches()) {
      return addressed(address, nameIn(address.group("address")), options);
    }
    Matcher path = PATH.matcher(text);
    if (path.matches() && isPath(path.group("path"))) {
      return new Requirement.InTree(
          tree.local(path.group("path"), file), extras(path), marker(path), options);
    }
    Matcher indexed = INDEXED.matcher(text);
    if (indexed.matches()) {
      return new Requirement.Indexed(
          new ProjectName(indexed.group("name")),
          extras(indexed),
          versions(indexed.group("versions")),
          marker(indexed),
          options);
    }
    throw noRequirement(text);
  }

  private static boolean isPath(String text) {
    return text.startsWith(".") || text.contains("/") || ARCHIVE.matcher(text).matches();
  }

  private static RefusedLine noRequirement(String text) {
    return text.chars()
        .filter(c -> c > '~')
        .mapToObj(
            c ->
                new RefusedLine(
                    "has the character U+%04X, which no requirement has: write it anew"
                        .formatted(c)))
        .findFirst()
        .orElse(new RefusedLine("is no requirement: write one such as \"django>=4.2,<5\""));
  }

  private static Requirement addressed(
      Matcher match, Optional<ProjectName> name, SortedSet<String> options) throws RefusedLine {
    String address = match.group("address");
    DirectAddress.check(address);
    return new Requirement.Addressed(name, extras(match), address, marker(match), options);
  }

  private static Optional<ProjectName> nameIn(String address) {
    for (Pattern pattern : List.of(EGG, WHEEL)) {
      Matcher name = pattern.matcher(address);
      if (name.find()) {
        return Optional.of(new ProjectName(name.group("name")));
      }
    }
    return Optional.empty();
  }

  private static SortedSet<String> extras(Matcher match) throws RefusedLine {
    SortedSet<String> extras = new TreeSet<>();
    String text = match.group("extras");
    if (text == null || text.isBlank()) {
      return extras;
    }
    for (String extra : text.split(",", -1)) {
      try {
        extras.add(new ProjectName(extra.strip()).text());
      } catch (IllegalArgumentException odd) {
        throw new RefusedLine("has an extra without a proper name: write them as [a,b]");
      }
    }
    return extras;
  }

  private static String marker(Matcher match) throws RefusedLine {
    String marker = match.group("marker");
    return marker == null || marker.isBlank() ? "" : Marker.normalise(marker);
  }

  private static String versions(String text) throws RefusedLine {
    String inner = text.matches("\\(.*\\)") ? text.substring(1, text.length() - 1) : text;
    SortedSet<String> versions = new TreeSet<>();
    for (String part : inner.split(",")) {
      if (!part.isBlank()) {
        versions.add(version(part.strip()));
      }
    }
    return String.join(",", versions);
  }

  private static String version(String part) throws RefusedLine {
    Matcher version = VERSION.matcher(part);
    if (version.matches()) {
      return version.group("operator") + version.group("version");
    }
    if (part.matches("=[^=].*")) {
      throw new RefusedLine("has a single \"=\": write \"==\" for an exact version");
    }
    throw noRequirement(part);
  }
}
