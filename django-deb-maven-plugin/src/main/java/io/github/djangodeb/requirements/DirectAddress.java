package io.github.djangodeb.requirements;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an address in a requirement may be: something that the build chroot can reach. */
final class DirectAddress {
  private static final Pattern GRAMMAR =
      Pattern.compile("(?<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?<rest>.*)");
  private static final Pattern REST = Pattern.compile("//[!#$%&(-;=?-Z_a-z~{}\\[\\]]+");
  private static final Pattern REVISION =
      Pattern.compile("//[^/]*/[^#]*?@(?<revision>[^@#]*)(?:#.*)?");
  private static final Pattern PLAIN_REVISION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/+-]*");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final Set<String> ARCHIVES = Set.of("https", "http");
  private static final Set<String> REPOSITORIES =
      Set.of("git+https", "git+http", "hg+https", "hg+http", "svn+https", "svn+http");

  private DirectAddress() {}

  /**
   * Refuses what the chroot cannot reach, or must not.
   *
   * @throws RefusedLine with a reason for each
   */
  static void check(String address) throws RefusedLine {
    Matcher parts = GRAMMAR.matcher(address);
    if (!parts.matches()) {
      throw new RefusedLine(
          "has no address behind its \"@\": write a whole one (https://...), or for a folder of"
              + " the source tree only its path (./vendor/name)");
    }
    checkScheme(parts.group("scheme").toLowerCase(Locale.ROOT), parts.group("rest"));
    if (!REST.matcher(parts.group("rest")).matches()) {
      throw new RefusedLine(
          "has an address with characters that addresses do not have: encode"
              + " them (%20 for a blank)");
    }
    checkLogin(address);
  }

  /**
   * Refuses an address that gives a login away.
   *
   * @throws RefusedLine if it has one that no variable stands for
   */
  static void checkLogin(String address) throws RefusedLine {
    if (Credentials.in(Variables.without(address))) {
      throw new RefusedLine(
          "has a user or password in its address, and this file becomes part of a package: write"
              + " ${NAME} in their place, and set that environment variable when you build");
    }
  }

  private static void checkScheme(String scheme, String rest) throws RefusedLine {
    if (scheme.equals("file")) {
      throw new RefusedLine(
          "is a path of one machine: write the path relative to this file (./vendor/name)");
    }
    if (scheme.endsWith("+ssh") || scheme.equals("ssh") || scheme.equals("git")) {
      throw new RefusedLine(
          "needs a key, and the build chroot has none: write git+https://, with"
              + " ${NAME} for a token that an environment variable holds");
    }
    if (REPOSITORIES.contains(scheme)) {
      checkRevision(rest);
    } else if (!ARCHIVES.contains(scheme)) {
      throw new RefusedLine(
          "has an address that begins with \"" + scheme + ":\": use https or git+https");
    }
  }

  private static void checkRevision(String rest) throws RefusedLine {
    Matcher revision = REVISION.matcher(rest);
    if (revision.matches() && !PLAIN_REVISION.matcher(revision.group("revision")).matches()) {
      throw new RefusedLine("names a revision that is none: write a branch, tag or commit");
    }
  }

  /** Whether what the address names can change: a repository without a full commit. */
  static boolean canChange(String address) {
    Matcher parts = GRAMMAR.matcher(address);
    if (!parts.matches()
        || !REPOSITORIES.contains(parts.group("scheme").toLowerCase(Locale.ROOT))) {
      return false;
    }
    Matcher revision = REVISION.matcher(parts.group("rest"));
    return !revision.matches() || !COMMIT.matcher(revision.group("revision")).matches();
  }

  /** The Debian package that fetches from such an address; empty if pip itself does. */
  static String fetcher(String address) {
    return switch (address.split("\\+", 2)[0].toLowerCase(Locale.ROOT)) {
      case "git" -> "git";
      case "hg" -> "mercurial";
      case "svn" -> "subversion";
      default -> "";
    };
  }
}
