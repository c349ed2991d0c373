package io.github.djangodeb.chroot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An index that apt knows of: a stanza of {@code apt-get indextargets}.
 *
 * @param fields by their names
 */
record IndexTarget(Map<String, String> fields) {
  IndexTarget {
    fields = Map.copyOf(fields);
  }

  /** The stanzas among the lines. */
  static List<IndexTarget> parse(List<String> lines) {
    List<IndexTarget> targets = new ArrayList<>();
    Map<String, String> fields = new LinkedHashMap<>();
    for (String line : lines) {
      int colon = line.indexOf(": ");
      if (line.isBlank()) {
        addTo(targets, fields);
        fields = new LinkedHashMap<>();
      } else if (colon > 0) {
        fields.put(line.substring(0, colon), line.substring(colon + 2).strip());
      }
    }
    addTo(targets, fields);
    return targets;
  }

  private static void addTo(List<IndexTarget> targets, Map<String, String> fields) {
    if (!fields.isEmpty()) {
      targets.add(new IndexTarget(fields));
    }
  }

  private String field(String name) {
    return fields.getOrDefault(name, "");
  }

  /** Whether it lists Debian's own binary packages; the origin is known once apt has updated. */
  boolean isOfDebian() {
    String origin = field("Origin");
    return field("Created-By").equals("Packages")
        && field("Target-Of").equals("deb")
        && (origin.isEmpty() || origin.equals("Debian"))
        && !uri().isEmpty();
  }

  /** The suite as {@code sources.list} names it, such as {@code trixie-updates}. */
  String release() {
    return field("Release");
  }

  /** The address of the archive. */
  String uri() {
    return field("Repo-URI");
  }

  String component() {
    return field("Component");
  }
}
