package io.github.djangodeb.requirements;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

  private final String text;
  private final List<String> tokens;
  private int next;

  private Marker(String text, List<String> tokens) {
    this.text = text;
    this.tokens = tokens;
  }

  /**
   * The marker spelled with single blanks and, where they fit, double quotes.
   *
   * @throws RefusedLine if it is no marker
   */
  static String normalise(String text) throws RefusedLine {
    Marker marker = new Marker(text.strip(), tokens(text.strip()));
    marker.alternatives();
    marker.expect(marker.next == marker.tokens.size());
    return String.join(" ", marker.tokens).replace("( ", "(").replace(" )", ")");
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

  private void alternatives() throws RefusedLine {
    conjunction();
    while (takes("or")) {
      conjunction();
    }
  }

  private void conjunction() throws RefusedLine {
    comparison();
    while (takes("and")) {
      comparison();
    }
  }

  private void comparison() throws RefusedLine {
    if (takes("(")) {
      alternatives();
      expect(takes(")"));
      return;
    }
    operand();
    if (takes("not")) {
      expect(takes("in"));
    } else if (!takes("in")) {
      expect(next < tokens.size() && tokens.get(next).matches("[=~!<>]+"));
      next++;
    }
    operand();
  }

  private void operand() throws RefusedLine {
    expect(
        next < tokens.size()
            && (tokens.get(next).matches("[\"'].*") || VARIABLES.contains(tokens.get(next))));
    next++;
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
