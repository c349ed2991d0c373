package io.github.djangodeb.chroot;

import io.github.djangodeb.cache.CacheDirectory;
import io.github.djangodeb.cache.DiskFault;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.process.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Listens to apt or mmdebstrap, and tells afterwards what it failed of. */
final class ToolFailure implements Consumer<String> {
  private static final int MOST_QUOTED = 8;
  private static final Pattern MIRROR =
      Pattern.compile(
          "(?i).*(failed to fetch|could not resolve|temporary failure resolving|could not connect"
              + "|unable to connect|cannot initiate the connection|connection timed out"
              + "|connection failed|does not have a release file|is not signed"
              + "|couldn't be verified|network is unreachable).*");
  private static final Pattern PACKAGES =
      Pattern.compile(
          "(?i).*(unable to locate package|unmet dependencies|unable to correct problems"
              + "|has no installation candidate|is not installable|held broken packages"
              + "|unable to satisfy dependencies|problem with.*dependenc"
              + "|unsupported dependency|couldn't find any package|depends:).*");

  private final List<String> ofMirror = new ArrayList<>();
  private final LinkedHashSet<String> ofPackages = new LinkedHashSet<>();
  private final Consumer<String> next;
  private boolean full;

  /**
   * @param next who listens as well
   */
  ToolFailure(Consumer<String> next) {
    this.next = next;
  }

  @Override
  public void accept(String line) {
    if (DiskFault.tellsFull(line)) {
      full = true;
    }
    if (MIRROR.matcher(line).matches() && !ofMirror.contains(line.strip())) {
      ofMirror.add(line.strip());
    }
    if (PACKAGES.matcher(line).matches()) {
      ofPackages.add(line.strip());
    }
    next.accept(line);
  }

  boolean isOfMirror() {
    return !full && !ofMirror.isEmpty();
  }

  /**
   * Those of several relations that the tool complains of; all, if it does not say.
   *
   * @param relations what was to be installed
   */
  SortedSet<String> blamed(SortedSet<String> relations) {
    SortedSet<String> named = new TreeSet<>(relations);
    named.removeIf(relation -> !Origins.isNamed(relation, ofPackages));
    return full || isOfMirror() || named.isEmpty() ? relations : named;
  }

  /**
   * The failure to report.
   *
   * @param what what was not done, such as {@code the chroot of "trixie" cannot be made}
   * @param origins where the user has written what packages are wanted
   */
  BuildFailure tell(String what, Outcome outcome, CacheDirectory cache, Origins origins) {
    if (full) {
      return DiskFault.full(cache.root(), outcome.tellTail());
    }
    if (!ofMirror.isEmpty()) {
      return BuildFailure.ofMachine(
          what
              + ", because a mirror does not give what was asked for:\n"
              + quote(ofMirror)
              + "\nTry again when it can be reached, or name another with <mirrors>\n(the whole log: "
              + outcome.log()
              + ")");
    }
    if (!ofPackages.isEmpty()) {
      return BuildFailure.ofUser(
          what
              + ", because its release does not have these packages:\n"
              + quote(List.copyOf(ofPackages))
              + "\n"
              + remedy(origins.blamed(ofPackages))
              + "\n(the whole log: "
              + outcome.log()
              + ")");
    }
    return BuildFailure.ofMachine(what + ". The last lines:\n" + outcome.tellTail());
  }

  private static String remedy(SortedSet<String> places) {
    return places.isEmpty()
        ? "No list of the project's names them: see that <suite> and <mirrors> are of one release"
        : "Correct the names or versions in " + String.join(" and ", places);
  }

  private static String quote(List<String> lines) {
    return String.join("\n", lines.subList(0, Math.min(MOST_QUOTED, lines.size())));
  }
}
