package io.github.djangodeb.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values of a shell script that lies ready as a whole: between two marker lines it assigns
 * sample values to variables, so that tools can check it, and here they are replaced by real ones.
 *
 * <pre>
 * # values
 * package='shop-site'
 * # end of values
 * </pre>
 *
 * @param values the value of each variable that a script may ask for
 */
public record ScriptValues(Map<String, String> values) {
  private static final String BEGIN = "# values";
  private static final String END = "# end of values";
  private static final Pattern ASSIGNMENT = Pattern.compile("([a-z][a-z0-9_]*)='[^']*'");

  public ScriptValues {
    values = Map.copyOf(values);
  }

  /**
   * The script with real values, each quoted as one word.
   *
   * @param name what messages call the script
   * @throws IllegalStateException if the script does not have one such block, there is something
   *     other than assignments in it, or a variable for which there is no value
   * @throws IllegalArgumentException if a shell cannot hold a value
   */
  public String fill(String name, String script) {
    List<String> lines = new ArrayList<>(List.of(script.split("\n", -1)));
    int begin = only(name, lines, BEGIN);
    int end = only(name, lines, END);
    if (end < begin) {
      throw broken(name, "\"" + END + "\" stands before \"" + BEGIN + "\"");
    }
    Set<String> seen = new TreeSet<>();
    lines.subList(begin + 1, end).replaceAll(line -> assignment(name, line, seen));
    return String.join("\n", lines);
  }

  private String assignment(String name, String line, Set<String> seen) {
    Matcher sample = ASSIGNMENT.matcher(line);
    if (!sample.matches()) {
      throw broken(name, "\"" + line + "\" is no assignment of a sample in single quotes");
    }
    String variable = sample.group(1);
    if (!seen.add(variable)) {
      throw broken(name, "\"" + variable + "\" is assigned twice");
    }
    String value = values.get(variable);
    if (value == null) {
      throw broken(name, "nothing is known of \"" + variable + "\"");
    }
    return variable + "=" + Escapers.SHELL.escape(value);
  }

  private static int only(String name, List<String> lines, String marker) {
    int first = lines.indexOf(marker);
    if (first < 0 || first != lines.lastIndexOf(marker)) {
      throw broken(name, "it needs one line \"" + marker + "\"");
    }
    return first;
  }

  private static IllegalStateException broken(String name, String why) {
    return new IllegalStateException("the script " + Objects.requireNonNull(name) + ": " + why);
  }
}
