package io.github.djangodeb.site;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much of its host a site's processes may take together, in systemd's own terms and formats
 * (systemd.resource-control(5)). During an upgrade the old and the new release share it.
 *
 * @param memoryMax the memory that they end at, such as {@code 2G}
 * @param memoryHigh the memory from which on they are slowed down, if any
 * @param cpuQuota the time of processors, such as {@code 150%}; {@code infinity} for all there is
 * @param tasksMax how many processes and threads there may be
 */
public record Limits(
    String memoryMax, Optional<String> memoryHigh, String cpuQuota, String tasksMax) {
  private static final String INFINITY = "infinity";
  private static final Pattern SHARE = Pattern.compile("(?:100|[1-9][0-9]?)%");
  private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,13})([KMGT]?)");
  private static final Pattern QUOTA = Pattern.compile("[1-9][0-9]{0,5}%");
  private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,6}");
  private static final String UNITS = "KMGT";

  /** Nothing starts with less: a mistaken unit would end the site. */
  private static final double LEAST_BYTES = 64 << 20;

  /** systemd counts bytes in 64 bits, and leaves out a line whose number does not fit. */
  private static final double MOST_BYTES = Math.pow(2, 60);

  private static final int LEAST_TASKS = 64;

  /** Of a pom that says nothing. */
  public static final Limits DEFAULT = new Limits("80%", Optional.empty(), INFINITY, "4096");

  /**
   * @throws IllegalArgumentException if a value is none that systemd takes, or too little
   */
  public Limits {
    Objects.requireNonNull(memoryHigh);
    memory(memoryMax);
    memoryHigh.ifPresent(Limits::memory);
    cpu(cpuQuota);
    tasks(tasksMax);
  }

  /**
   * An amount of memory, or a share of the host's.
   *
   * @throws IllegalArgumentException if it is none, or less than a site starts with
   */
  public static String memory(String text) {
    if (!text.equals(INFINITY) && !SHARE.matcher(text).matches() && !isAmount(text)) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is no amount of memory: write one such as \"512M\", \"2G\", \"40%\" or"
              + " \"infinity\", 64M at least");
    }
    return text;
  }

  private static boolean isAmount(String text) {
    Matcher match = SIZE.matcher(text);
    if (!match.matches()) {
      return false;
    }
    double bytes = Long.parseLong(match.group(1)) * Math.pow(1024, power(match.group(2)));
    return bytes >= LEAST_BYTES && bytes <= MOST_BYTES;
  }

  private static int power(String unit) {
    return unit.isEmpty() ? 0 : UNITS.indexOf(unit) + 1;
  }

  /**
   * A share of the time of one processor, which is more than 100% for several.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static String cpu(String text) {
    if (!text.equals(INFINITY) && !QUOTA.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is no share of processors: write one such as \"50%\", \"200%\" for two of"
              + " them, or \"infinity\"");
    }
    return text;
  }

  /**
   * A number of processes and threads, or a share of the host's.
   *
   * @throws IllegalArgumentException if it is none, or less than a site starts with
   */
  public static String tasks(String text) {
    boolean count = COUNT.matcher(text).matches() && Integer.parseInt(text) >= LEAST_TASKS;
    if (!text.equals(INFINITY) && !SHARE.matcher(text).matches() && !count) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is no number of processes: write one such as \"512\", \"20%\" or"
              + " \"infinity\", 64 at least");
    }
    return text;
  }

  /** The directives of a slice, a line each. */
  String directives() {
    return "MemoryMax="
        + memoryMax
        + "\n"
        + memoryHigh.map(value -> "MemoryHigh=" + value + "\n").orElse("")
        + (cpuQuota.equals(INFINITY) ? "" : "CPUQuota=" + cpuQuota + "\n")
        + "TasksMax="
        + tasksMax
        + "\n";
  }
}
