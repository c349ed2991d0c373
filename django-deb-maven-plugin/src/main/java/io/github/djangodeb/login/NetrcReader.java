package io.github.djangodeb.login;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the text of a {@code .netrc} as pip does: words, with quotes and backslashes.
 *
 * <p>No message of it quotes a word, which may be a password.
 */
final class NetrcReader {
  private final String text;
  private final Map<String, Login> machines = new LinkedHashMap<>();
  private Optional<Login> others = Optional.empty();
  private int place;

  /** The entry that is being read: of a machine, of all others, or none. */
  private Optional<String> machine = Optional.empty();

  private boolean isOpen;
  private String user = "";
  private String password = "";

  NetrcReader(String text) {
    this.text = text;
  }

  /**
   * What it says.
   *
   * @throws IllegalArgumentException if that is not understood
   */
  Netrc read() {
    for (Optional<String> word = word(); word.isPresent(); word = word()) {
      take(word.get());
    }
    finish();
    return new Netrc(machines, others);
  }

  private void take(String word) {
    switch (word) {
      case "machine" -> begin(Optional.of(value(word).toLowerCase(Locale.ROOT)));
      case "default" -> begin(Optional.empty());
      case "login", "user" -> user = ofEntry(word);
      case "password" -> password = ofEntry(word);
      // What pip, git and curl have no use for.
      case "account" -> ofEntry(word);
      case "macdef" -> skipMacro();
      default -> takeOther(word);
    }
  }

  private void takeOther(String word) {
    if (!word.startsWith("#")) {
      throw new IllegalArgumentException(
          "line "
              + line()
              + " has a word where one of machine, default, login, password, account and macdef"
              + " belongs; a value with blanks stands in quotes");
    }
    // The word may have been the line's last.
    int before = place - 1;
    place = text.charAt(before) == '\n' ? place : endOf("\n");
  }

  private void begin(Optional<String> host) {
    finish();
    machine = host;
    isOpen = true;
    user = "";
    password = "";
  }

  /** Of several entries of one machine the first counts. */
  private void finish() {
    if (!isOpen) {
      return;
    }
    Login login = new Login(user, password);
    if (machine.isPresent()) {
      machines.putIfAbsent(machine.get(), login);
    } else if (others.isEmpty()) {
      others = Optional.of(login);
    }
    isOpen = false;
  }

  private String ofEntry(String key) {
    if (!isOpen) {
      throw new IllegalArgumentException(
          "line " + line() + " has \"" + key + "\" before any \"machine\"");
    }
    return value(key);
  }

  private String value(String key) {
    int line = line();
    return word()
        .orElseThrow(
            () ->
                new IllegalArgumentException("line " + line + " has \"" + key + "\" and no value"));
  }

  /** A macro ends with an empty line. */
  private void skipMacro() {
    place = endOf("\n\n");
  }

  private int endOf(String mark) {
    int found = text.indexOf(mark, place);
    return found < 0 ? text.length() : found + mark.length();
  }

  /** That of the last character that was read. */
  private int line() {
    return 1
        + (int) text.substring(0, Math.max(0, place - 1)).chars().filter(c -> c == '\n').count();
  }

  private Optional<String> word() {
    while (place < text.length() && Character.isWhitespace(text.charAt(place))) {
      place++;
    }
    if (place == text.length()) {
      return Optional.empty();
    }
    return Optional.of(text.charAt(place) == '"' ? quoted() : plain());
  }

  private String quoted() {
    place++;
    StringBuilder word = new StringBuilder();
    while (place < text.length()) {
      char next = text.charAt(place++);
      if (next == '"') {
        return word.toString();
      }
      word.append(next == '\\' ? escaped() : String.valueOf(next));
    }
    throw new IllegalArgumentException("a quote that begins a value is not closed");
  }

  private String plain() {
    StringBuilder word = new StringBuilder();
    while (place < text.length()) {
      char next = text.charAt(place++);
      if (Character.isWhitespace(next)) {
        break;
      }
      word.append(next == '\\' ? escaped() : String.valueOf(next));
    }
    return word.toString();
  }

  /** What a backslash stands before. */
  private String escaped() {
    return place < text.length() ? String.valueOf(text.charAt(place++)) : "";
  }
}
