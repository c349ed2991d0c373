package io.github.djangodeb.publish;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A command of the pom's, as words: no shell reads it.
 *
 * @param words of which {@code {debs}} alone stands for all files, {@code {deb}} for one at a time,
 *     and {@code {suite}} and {@code {component}} for what they say
 */
public record CommandLine(List<String> words) {
  private static final String ALL = "{debs}";
  private static final String ONE = "{deb}";

  public CommandLine {
    words = List.copyOf(words);
  }

  /**
   * Splits a line at its blanks; quotes of either kind keep them.
   *
   * @throws IllegalArgumentException if a quote is left open, nothing is there to run, or {@code
   *     {debs}} is only a part of a word
   */
  public static CommandLine parse(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean begun = false;
    char quote = 0;
    for (char character : line.toCharArray()) {
      if (quote != 0 && character == quote) {
        quote = 0;
      } else if (quote == 0 && (character == '"' || character == '\'')) {
        quote = character;
        begun = true;
      } else if (quote == 0 && Character.isWhitespace(character)) {
        if (begun) {
          words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
      } else {
        word.append(character);
        begun = true;
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException("\"" + line + "\" leaves a quote open: close it");
    }
    if (begun) {
      words.add(word.toString());
    }
    if (words.stream().anyMatch(one -> one.contains(ALL) && !one.equals(ALL))) {
      throw new IllegalArgumentException(
          "\""
              + line
              + "\" has {debs}, which stands for several words, within a word: write it as a word of"
              + " its own, or {deb} for one package at a time");
    }
    if (words.isEmpty()) {
      throw new IllegalArgumentException("there is no command: write one, or leave it out");
    }
    return new CommandLine(words);
  }

  /** The commands to run: one, or one for each file where it takes these one at a time. */
  List<List<String>> commands(List<Path> debs, Map<String, String> values) {
    boolean each = words.stream().anyMatch(word -> word.contains(ONE));
    return each
        ? debs.stream().map(deb -> expand(List.of(deb), values)).toList()
        : List.of(expand(debs, values));
  }

  private List<String> expand(List<Path> debs, Map<String, String> values) {
    List<String> expanded = new ArrayList<>();
    for (String word : words) {
      if (word.equals(ALL)) {
        debs.forEach(deb -> expanded.add(deb.toString()));
      } else {
        String text = word.replace(ONE, debs.get(0).toString());
        for (Map.Entry<String, String> value : values.entrySet()) {
          text = text.replace("{" + value.getKey() + "}", value.getValue());
        }
        expanded.add(text);
      }
    }
    return expanded;
  }
}
