package io.github.djangodeb.requirements;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Poetry's way to say for which Python a dependency is: {@code ^3.8}, {@code >=3.8,<3.12}. */
final class PoetryPython {
  private static final Pattern ONE =
      Pattern.compile(
          "(?<operator>\\^|~|~=|==|!=|<=|>=|<|>|)\\s*(?<version>3(?:\\.[0-9]+){0,2})(?<any>\\.\\*)?");

  private PoetryPython() {}

  /**
   * The same as a marker.
   *
   * @throws RefusedLine if it is not understood
   */
  static Condition condition(String text) throws RefusedLine {
    List<Condition> any = new ArrayList<>();
    for (String alternative : text.split("\\|\\|?")) {
      List<Condition> all = new ArrayList<>();
      for (String part : alternative.strip().split("\\s*,\\s*|(?<=[0-9*])\\s+(?=[<>=!~^])")) {
        all.add(part.equals("*") ? Condition.ALWAYS : one(part));
      }
      any.add(Condition.all(all));
    }
    return Condition.any(any);
  }

  private static Condition one(String part) throws RefusedLine {
    Matcher one = ONE.matcher(part);
    if (!one.matches()) {
      throw new RefusedLine(
          "has a dependency for the Python \""
              + part
              + "\", which is not understood here: let"
              + " Poetry 2 write the lock anew (poetry lock)");
    }
    String version = one.group("version");
    return switch (one.group("operator")) {
      case "^" -> Condition.all(List.of(compared(">=", version), compared("<", "4")));
      case "~" -> Condition.all(List.of(compared(">=", version), compared("<", next(version))));
      case "" -> compared("==", version + (one.group("any") == null ? "" : ".*"));
      default -> compared(one.group("operator"), version + (one.group("any") == null ? "" : ".*"));
    };
  }

  /** The first version that {@code ~3.8} or {@code ~3.8.1} leaves out. */
  private static String next(String version) {
    String[] parts = version.split("\\.");
    return parts.length == 1 ? "4" : parts[0] + "." + (Integer.parseInt(parts[1]) + 1);
  }

  private static Condition compared(String operator, String version) {
    boolean full = version.split("\\.").length > 2 && !version.endsWith("*");
    return new Condition.Compared(
        full ? "python_full_version" : "python_version", operator, "\"" + version + "\"");
  }
}
