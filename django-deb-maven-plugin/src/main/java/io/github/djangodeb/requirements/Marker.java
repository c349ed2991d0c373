package io.github.djangodeb.requirements;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Environment markers: what stands behind a requirement's semicolon (PEP 508). */
final class Marker {
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:(?<string>\"[^\"]*\"|'[^']*')|(?<operator>===|==|~=|!=|<=|>=|<|>)"
              + "|(?<bracket>[()])|(?<word>[a-z_.]+))");
  private static final Set<String> VARIABLES =
      Set.of(
          "python_version",
          "python_full_version",
          "os_name",
          "sys_platform",
          "platform_release",
          "platform_system",
          "platform_version",
          "platform_machine",
          "platform_python_implementation",
          "implementation_name",
          "implementation_version",
          "extra",
          // Older spellings that pip still takes.
          "os.name",
          "sys.platform",
          "platform.version",
          "platform.machine",
          "platform.python_implementation",
          "python_implementation");

  /** What only the markers of locks ask. */
  private static final Set<String> LOCK_VARIABLES = Set.of("extras", "dependency_groups");

  private final String text;
  private final List<String> tokens;
  private final boolean ofLock;
  private int next;

  private Marker(String text, boolean ofLock) throws RefusedLine {
    this.text = text;
    this.tokens = tokens(text);
    this.ofLock = ofLock;
  }

  /**
   * The marker spelled with single blanks and, where they fit, double quotes.
   *
   * @throws RefusedLine if it is no marker
   */
  static String normalise(String text) throws RefusedLine {
    Marker marker = new Marker(text.strip(), false);
    marker.whole();
    return String.join(" ", marker.tokens).replace("( ", "(").replace(" )", ")");
  }

  /**
   * The marker of a lock, which may also ask for {@code extras} and {@code dependency_groups} (PEP
   * 751), with all that a selection decides of it decided.
   *
   * @throws RefusedLine if it is no marker
   */
  static Condition of(String text, Selection selection) throws RefusedLine {
    return new Marker(text.strip(), true)
        .whole()
        .decided(compared -> selected(compared, selection));
  }

  /** Whether the selection has the extra or group that is asked for; nothing of other questions. */
  private static Optional<Boolean> selected(Condition.Compared asked, Selection selection) {
    if (asked.left().equals("extra") || asked.right().equals("extra")) {
      String other = asked.left().equals("extra") ? asked.right() : asked.left();
      boolean there = selection.extras().contains(spelled(other));
      return Optional.of(asked.operator().equals("!=") != there);
    }
    SortedSet<String> among =
        switch (asked.right()) {
          case "extras" -> selection.extras();
          case "dependency_groups" -> selection.groups();
          default -> null;
        };
    return Optional.ofNullable(among)
        .map(names -> asked.operator().equals("not in") != names.contains(spelled(asked.left())));
  }

  /** A quoted name in its one spelling; one that no project can have is in no selection. */
  private static String spelled(String quoted) {
    String name = quoted.replaceAll("^[\"']|[\"']$", "");
    try {
      return new ProjectName(name).text();
    } catch (IllegalArgumentException odd) {
      return name;
    }
  }

  private static List<String> tokens(String text) throws RefusedLine {
    List<String> tokens = new ArrayList<>();
    Matcher token = TOKEN.matcher(text);
    int end = 0;
    while (end < text.length()) {
      if (!token.find() || token.start() != end) {
        throw refused(text);
      }
      tokens.add(token.group("string") == null ? token.group().strip() : quoted(token));
      end = token.end();
    }
    return tokens;
  }

  private static String quoted(Matcher token) {
    String string = token.group("string");
    String inner = string.substring(1, string.length() - 1);
    return inner.contains("\"") ? string : "\"" + inner + "\"";
  }

  private Condition whole() throws RefusedLine {
    Condition all = alternatives();
    expect(next == tokens.size());
    return all;
  }

  private Condition alternatives() throws RefusedLine {
    List<Condition> parts = new ArrayList<>(List.of(conjunction()));
    while (takes("or")) {
      parts.add(conjunction());
    }
    return Condition.any(parts);
  }

  private Condition conjunction() throws RefusedLine {
    List<Condition> parts = new ArrayList<>(List.of(comparison()));
    while (takes("and")) {
      parts.add(comparison());
    }
    return Condition.all(parts);
  }

  private Condition comparison() throws RefusedLine {
    if (takes("(")) {
      Condition inner = alternatives();
      expect(takes(")"));
      return inner;
    }
    String left = operand();
    String operator = operator();
    return new Condition.Compared(left, operator, operand());
  }

  private String operator() throws RefusedLine {
    if (takes("not")) {
      expect(takes("in"));
      return "not in";
    }
    if (takes("in")) {
      return "in";
    }
    expect(next < tokens.size() && tokens.get(next).matches("[=~!<>]+"));
    return tokens.get(next++);
  }

  private String operand() throws RefusedLine {
    expect(next < tokens.size() && isOperand(tokens.get(next)));
    return tokens.get(next++);
  }

  private boolean isOperand(String token) {
    return token.matches("[\"'].*")
        || VARIABLES.contains(token)
        || ofLock && LOCK_VARIABLES.contains(token);
  }

  private boolean takes(String token) {
    if (next < tokens.size() && tokens.get(next).equals(token)) {
      next++;
      return true;
    }
    return false;
  }

  private void expect(boolean holds) throws RefusedLine {
    if (!holds) {
      throw refused(text);
    }
  }

  private static RefusedLine refused(String text) {
    return new RefusedLine(
        "has an environment marker that pip cannot read, \""
            + text
            + "\": write one such as python_version < \"3.12\"");
  }
}
