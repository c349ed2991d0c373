package io.github.djangodeb.template;

import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The quoting of each kind of file that the site package brings. */
public final class Escapers {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/_.,:@=+~^*()\\[\\]-]+");
  private static final Pattern QUOTES_OR_BACKSLASH = Pattern.compile("[\"'\\\\]");

  /** A word of a POSIX shell, in single quotes. */
  public static final Escaper SHELL =
      text -> "'" + refuse(text, c -> c == 0, "NUL").replace("'", "'\\''") + "'";

  /**
   * A parameter of nginx: as it is where that is safe, else in double quotes. A dollar sign would
   * begin a variable, and nginx has no way to write one.
   */
  public static final Escaper NGINX = Escapers::nginx;

  /**
   * A value in a systemd unit (systemd.unit(5), systemd.service(5)): specifiers and variables are
   * escaped. Quotes and backslashes mean something else in each directive, so they are refused.
   */
  public static final Escaper SYSTEMD = Escapers::systemd;

  /** The inside of a Python string in double quotes. */
  public static final Escaper PYTHON = Escapers::python;

  /** A value of a {@code KEY=VALUE} file whose reader strips blanks and outer quotes. */
  public static final Escaper KEY_VALUE = Escapers::keyValue;

  /** A word of plain configuration: nothing that any format might give a meaning. */
  public static final Escaper WORD = Escapers::word;

  /** A word in a manual page (man(7)): a hyphen there is typographic, unless it is escaped. */
  public static final Escaper MANUAL = text -> word(text).replace("-", "\\-");

  /** A field of a Debian control file (Policy 5.1): further lines are folded under the first. */
  public static final Escaper CONTROL = Escapers::control;

  /** The text of an XML element, or of an attribute in double quotes. */
  public static final Escaper XML =
      text ->
          refuse(text, c -> isControl(c), "a control character")
              .replace("&", "&amp;")
              .replace("<", "&lt;")
              .replace(">", "&gt;")
              .replace("\"", "&quot;");

  private Escapers() {}

  private static String nginx(String text) {
    refuseControl(text);
    refuse(text, c -> c == '$', "a dollar sign, which begins a variable in nginx");
    if (PLAIN.matcher(text).matches()) {
      return text;
    }
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static String systemd(String text) {
    refuseControl(text);
    if (QUOTES_OR_BACKSLASH.matcher(text).find()) {
      throw refused(text, "a quote or a backslash");
    }
    return text.replace("%", "%%").replace("$", "$$");
  }

  private static String python(String text) {
    return text.chars().mapToObj(Escapers::pythonCharacter).collect(Collectors.joining());
  }

  private static String pythonCharacter(int c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> isPrintable(c) ? Character.toString(c) : "\\u%04x".formatted(c);
    };
  }

  /** A surrogate is half of a character that Java prints right beside its other half. */
  private static boolean isPrintable(int c) {
    return !isControl(c) && !Character.isISOControl(c);
  }

  private static String keyValue(String text) {
    refuseControl(text);
    if (!text.equals(text.strip())) {
      throw refused(text, "blanks at its ends");
    }
    refuse(text.isEmpty() ? "" : text.substring(0, 1), c -> c == '"' || c == '\'', "a quote first");
    return text;
  }

  private static String word(String text) {
    if (!text.isEmpty() && !PLAIN.matcher(text).matches()) {
      throw refused(text, "characters that plain configuration cannot hold");
    }
    return text;
  }

  private static String control(String text) {
    String unix = text.replace("\r\n", "\n");
    refuse(unix, c -> c != '\n' && isControl(c), "a control character");
    return unix.lines()
        .map(line -> line.isBlank() ? "." : line.stripTrailing())
        .collect(Collectors.joining("\n "));
  }

  private static void refuseControl(String text) {
    refuse(text, Escapers::isControl, "a line break or another control character");
  }

  private static boolean isControl(int c) {
    return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
  }

  private static String refuse(String text, IntPredicate forbidden, String what) {
    if (text.chars().anyMatch(forbidden)) {
      throw refused(text, what);
    }
    return text;
  }

  private static IllegalArgumentException refused(String text, String what) {
    return new IllegalArgumentException("\"" + text + "\" has " + what + ": leave that out");
  }
}
