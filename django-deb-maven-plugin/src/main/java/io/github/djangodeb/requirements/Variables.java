package io.github.djangodeb.requirements;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Environment variables in requirements files, as pip knows them: {@code ${UPPER_CASE}}.
 *
 * <p>They may stand only for the user and password of an address. Anywhere else they would change
 * what is installed behind the back of the virtualenv's hash.
 */
public final class Variables {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z0-9_]+)\\}");
  private static final Pattern USER = Pattern.compile("(://)[^/@\\s]*@");

  private static final Pattern HARMLESS_USER = Pattern.compile("(://)(?:[A-Za-z0-9._-]*:)?@");

  private Variables() {}

  /**
   * The variables that a line names.
   *
   * @throws RefusedLine if one stands for anything but a user or a password
   */
  static SortedSet<String> in(String line) throws RefusedLine {
    if (VARIABLE.matcher(USER.matcher(line).replaceAll("$1")).find()) {
      throw new RefusedLine(
          "has an environment variable that would change what is installed without changing the"
              + " package's name: write its value (a variable may stand only for the user and"
              + " password of an address)");
    }
    SortedSet<String> names = new TreeSet<>();
    VARIABLE.matcher(line).results().forEach(found -> names.add(found.group(1)));
    return names;
  }

  /**
   * The same address without its variables, and without a user whose password was one: {@code
   * https://robot:${TOKEN}@host/} gives nothing away.
   */
  static String without(String address) {
    String bare = VARIABLE.matcher(address).replaceAll("");
    return HARMLESS_USER.matcher(bare).replaceFirst("$1");
  }

  /** The same text with the variables' values; {@code values} has them all. */
  public static String expand(String text, Map<String, String> values) {
    return VARIABLE
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(values.get(found.group(1))));
  }
}
