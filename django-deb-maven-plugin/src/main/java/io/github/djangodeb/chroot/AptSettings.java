package io.github.djangodeb.chroot;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How this machine's apt reaches its archives: proxies, certificates, and what it lets pass.
 *
 * @param lines of an {@code apt.conf}
 */
record AptSettings(List<String> lines) {
  private static final Pattern SETTING = Pattern.compile("Acquire::([A-Za-z0-9:._-]+) \"(.*)\";");
  private static final Pattern OF_INTEREST =
      Pattern.compile(
          "(?i)https?(::.*)?|check-valid-until|check-date|max-future-time|retries|forceipv[46]");
  private static final Pattern FILE = Pattern.compile("(?i)https.*::(cainfo|sslcert|sslkey)");

  /** A mirror that is not there is told within a minute or two, not ten. */
  private static final List<String> LIMITS =
      List.of(
          "Acquire::Retries \"2\";",
          "Acquire::http::Timeout \"20\";",
          "Acquire::https::Timeout \"20\";");

  /** What is never looked at in a chroot for building is not made there. */
  private static final List<String> THRIFT =
      List.of(
          "Acquire::Languages \"none\";",
          "APT::Install-Recommends \"false\";",
          "Dir::Cache::pkgcache \"\";",
          "Dir::Cache::srcpkgcache \"\";");

  AptSettings {
    lines = List.copyOf(lines);
  }

  /** The settings among the lines of {@code apt-config dump}. */
  static AptSettings parse(List<String> dump) {
    List<String> found =
        dump.stream()
            .filter(
                line -> {
                  Matcher setting = SETTING.matcher(line);
                  return setting.matches()
                      && !setting.group(2).isEmpty()
                      && OF_INTEREST.matcher(setting.group(1)).matches();
                })
            .toList();
    return new AptSettings(found);
  }

  /** The file for mmdebstrap, which leaves it in the chroot; this machine's own settings win. */
  String text() {
    return String.join("\n", LIMITS)
        + "\n"
        + String.join("\n", THRIFT)
        + "\n"
        + lines.stream().map(line -> line + "\n").reduce("", String::concat);
  }

  /** Files of this machine that the settings name, and that are therefore needed in the chroot. */
  List<String> files() {
    return lines.stream()
        .map(SETTING::matcher)
        .filter(setting -> setting.matches() && FILE.matcher(setting.group(1)).matches())
        .map(setting -> setting.group(2))
        .toList();
  }
}
