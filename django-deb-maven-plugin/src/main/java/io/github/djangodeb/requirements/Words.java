package io.github.djangodeb.requirements;

import java.util.ArrayList;
import java.util.List;

/** Splits options into words by the shell's rules for quotes and backslashes, as pip does. */
final class Words {
  private Words() {}

  /**
   * The words, without their quotes.
   *
   * @throws RefusedLine if a quote is not closed
   */
  static List<String> of(String text) throws RefusedLine {
    List<String> words = new ArrayList<>();
    StringBuilder word = null;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote == 0 && Character.isWhitespace(c)) {
        if (word != null) {
          words.add(word.toString());
          word = null;
        }
        continue;
      }
      word = word == null ? new StringBuilder() : word;
      if (c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
        i++;
        word.append(text.charAt(i));
      } else {
        word.append(c);
      }
    }
    if (quote != 0) {
      throw new RefusedLine("has an open quote: close it");
    }
    if (word != null) {
      words.add(word.toString());
    }
    return words;
  }
}
