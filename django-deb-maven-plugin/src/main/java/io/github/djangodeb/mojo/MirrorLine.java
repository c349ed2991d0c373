package io.github.djangodeb.mojo;

import io.github.djangodeb.name.Suite;
import io.github.djangodeb.requirements.Credentials;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A line of {@code <mirrors>}, as far as it tells which release it is of. */
final class MirrorLine {
  private static final Pattern LINE =
      Pattern.compile(
          "\\s*deb(?:-src)?\\s+(?:\\[[^]]*]\\s+)?\\S+\\s+(?<suite>\\S+)(?<components>.*)");

  /** Of Debian's own archives; others call theirs what they like. */
  private static final Pattern OF_DEBIAN =
      Pattern.compile(
          "(?<release>[a-z]+)(?:[-/](?:updates|security|backports(?:-sloppy)?|proposed-updates))?/?");

  /** Releases that packages are not built for, and that Debian's mirrors or its archive have. */
  private static final Set<String> OTHERS =
      Set.of("wheezy", "jessie", "stretch", "buster", "bullseye", "duke");

  private MirrorLine() {}

  /**
   * Refuses a line of Debian's archive that names another release, where no line may be of the
   * suite.
   *
   * <p>An alias such as {@code stable}, a folder such as {@code ./} and what others call their
   * releases may be right. So may another release's name beside the suite's own: others than Debian
   * have packages of one release for the next.
   *
   * @param all the lines, this one among them
   * @throws IllegalArgumentException if it does
   */
  static String of(Suite suite, String text, List<String> all) {
    return all.stream().anyMatch(line -> mayBeOf(suite, line)) ? text : ofNoOther(suite, text);
  }

  private static boolean mayBeOf(Suite suite, String text) {
    Matcher line = LINE.matcher(text);
    if (!line.matches()) {
      return false;
    }
    String release = line.group("suite").split("[-/]", 2)[0];
    return release.equals(suite.codename()) || hasMain(line) && !isAnother(release, suite);
  }

  private static String ofNoOther(Suite suite, String text) {
    Matcher line = LINE.matcher(text);
    if (!line.matches()) {
      return text; // apt tells what is wrong with it.
    }
    Matcher named = OF_DEBIAN.matcher(line.group("suite"));
    if (hasMain(line) && named.matches() && isAnother(named.group("release"), suite)) {
      String other = named.group("release");
      throw new IllegalArgumentException(
          "\""
              + Credentials.mask(text)
              + "\" is of \""
              + other
              + "\", and packages are built for \""
              + suite
              + "\" (<suite>): name "
              + suite
              + " in it"
              + (isBuiltFor(other) ? ", or write <suite>" + other + "</suite>" : ""));
    }
    return text;
  }

  private static boolean hasMain(Matcher line) {
    return List.of(line.group("components").strip().split("\\s+")).contains("main");
  }

  private static boolean isAnother(String release, Suite suite) {
    return !release.equals(suite.codename()) && (OTHERS.contains(release) || isBuiltFor(release));
  }

  private static boolean isBuiltFor(String release) {
    return Arrays.stream(Suite.values()).anyMatch(one -> one.codename().equals(release));
  }
}
