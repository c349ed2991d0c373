package io.github.djangodeb.apt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A paragraph of fields (deb822(5)): a control file, one package of an index, a release file.
 *
 * @param fields in their order; further lines of a field as they stand, behind a line break each
 */
record Stanza(Map<String, String> fields) {
  Stanza {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /**
   * The only paragraph of a text.
   *
   * @throws IllegalArgumentException if it is no paragraph
   */
  static Stanza parse(String text) {
    List<Stanza> all = parseAll(text);
    if (all.size() != 1) {
      throw new IllegalArgumentException("it has " + all.size() + " paragraphs, and not one");
    }
    return all.get(0);
  }

  /**
   * All paragraphs of a text.
   *
   * @throws IllegalArgumentException if a line is none of a field
   */
  static List<Stanza> parseAll(String text) {
    List<Stanza> all = new ArrayList<>();
    Map<String, String> fields = new LinkedHashMap<>();
    String last = "";
    for (String line : (text + "\n\n").split("\n", -1)) {
      if (line.isBlank()) {
        if (!fields.isEmpty()) {
          all.add(new Stanza(fields));
          fields.clear();
        }
      } else if (line.startsWith(" ") || line.startsWith("\t")) {
        if (fields.isEmpty()) {
          throw new IllegalArgumentException("\"" + line + "\" belongs to no field");
        }
        fields.merge(last, line, (before, more) -> before + "\n" + more);
      } else {
        int colon = line.indexOf(':');
        if (colon < 1) {
          throw new IllegalArgumentException("\"" + line + "\" is no field");
        }
        last = line.substring(0, colon);
        fields.put(last, line.substring(colon + 1).strip());
      }
    }
    return all;
  }

  /** The value of a field. */
  Optional<String> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  /**
   * The value of a field that must be there.
   *
   * @throws IllegalArgumentException if it is not
   */
  String required(String name) {
    return field(name)
        .filter(value -> !value.isBlank())
        .orElseThrow(() -> new IllegalArgumentException("it has no field " + name));
  }

  /** The same with fields put behind these, in place of those of the same names. */
  Stanza with(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(fields);
    all.keySet().removeAll(more.keySet());
    all.putAll(more);
    return new Stanza(all);
  }

  /** The paragraph as text, with a line break at its end. */
  String text() {
    StringBuilder text = new StringBuilder();
    fields.forEach(
        (name, value) -> {
          String separator = value.isEmpty() || value.startsWith("\n") ? ":" : ": ";
          text.append(name).append(separator).append(value).append('\n');
        });
    return text.toString();
  }
}
