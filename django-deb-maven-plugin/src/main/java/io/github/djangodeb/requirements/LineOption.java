package io.github.djangodeb.requirements;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An option of a requirements file.
 *
 * @param name in its long spelling: {@code --requirement} for {@code -r}
 * @param value empty for a flag
 */
record LineOption(String name, String value) {
  private static final Map<String, String> SHORT =
      Map.of(
          "-r", "--requirement",
          "-c", "--constraint",
          "-e", "--editable",
          "-i", "--index-url",
          "-f", "--find-links",
          "-C", "--config-settings");
  private static final Map<String, String> OTHER_SPELLINGS =
      Map.of("--pypi-url", "--index-url", "--config-setting", "--config-settings");
  private static final Set<String> FLAGS =
      Set.of("--no-index", "--pre", "--prefer-binary", "--require-hashes");
  private static final Set<String> WITH_VALUE =
      Set.of(
          "--requirement",
          "--constraint",
          "--editable",
          "--index-url",
          "--extra-index-url",
          "--find-links",
          "--trusted-host",
          "--no-binary",
          "--only-binary",
          "--use-feature",
          "--hash",
          "--config-settings",
          "--global-option");

  /**
   * The options that a line's words are.
   *
   * @throws RefusedLine if one is unknown, or lacks its value
   */
  static List<LineOption> of(List<String> words) throws RefusedLine {
    List<LineOption> options = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      LineOption option = split(word);
      if (WITH_VALUE.contains(option.name) && option.value.isEmpty() && !word.contains("=")) {
        i++;
        option = new LineOption(option.name, i < words.size() ? words.get(i) : "");
      }
      options.add(option.checked());
    }
    return options;
  }

  private static LineOption split(String word) {
    for (Map.Entry<String, String> brief : SHORT.entrySet()) {
      if (word.startsWith(brief.getKey())) {
        return new LineOption(brief.getValue(), word.substring(2));
      }
    }
    String[] parts = word.split("=", 2);
    return new LineOption(
        OTHER_SPELLINGS.getOrDefault(parts[0], parts[0]), parts.length == 1 ? "" : parts[1]);
  }

  private LineOption checked() throws RefusedLine {
    if (WITH_VALUE.contains(name)) {
      if (value.isBlank()) {
        throw new RefusedLine("has no value for " + name + ": add it");
      }
    } else if (!FLAGS.contains(name)) {
      throw new RefusedLine("has the option " + name + ", which is not known here: remove it");
    } else if (!value.isEmpty()) {
      throw new RefusedLine("has a value for " + name + ", which takes none: remove it");
    }
    return this;
  }

  /** The option as one word. */
  String word() {
    return value.isEmpty() ? name : name + "=" + value;
  }
}
