package io.github.djangodeb.requirements;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/** Values of TOML as Python's {@code json.dumps(…, sort_keys=True)} writes them, to the byte. */
final class PythonJson {
  private PythonJson() {}

  /** A value that Python would not write, or not as Java does. */
  static final class Unwritable extends Exception {
    private static final long serialVersionUID = 1L;
  }

  static String of(Object value) throws Unwritable {
    if (value instanceof String text) {
      return quoted(text);
    }
    if (value instanceof Long || value instanceof Boolean) {
      return value.toString();
    }
    if (value instanceof TomlArray array) {
      List<String> parts = new ArrayList<>();
      for (int i = 0; i < array.size(); i++) {
        parts.add(of(array.get(i)));
      }
      return "[" + String.join(", ", parts) + "]";
    }
    if (value instanceof TomlTable table) {
      SortedMap<String, String> members = new TreeMap<>();
      for (String key : table.keySet()) {
        members.put(key, of(table.get(List.of(key))));
      }
      return object(members);
    }
    throw new Unwritable();
  }

  /** An object of which the values are written already. */
  static String object(SortedMap<String, String> members) {
    return members.entrySet().stream()
        .map((Map.Entry<String, String> one) -> quoted(one.getKey()) + ": " + one.getValue())
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        case '\b' -> quoted.append("\\b");
        case '\f' -> quoted.append("\\f");
        default ->
            quoted.append(c < ' ' || c > '~' ? "\\u%04x".formatted((int) c) : String.valueOf(c));
      }
    }
    return quoted.append('"').toString();
  }
}
