package io.github.djangodeb.chroot;

import io.github.djangodeb.name.Suite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The Debian archives that this machine's apt uses, also for another release than its own: archives
 * that hold one release hold the others beside it.
 */
final class HostSources {
  /** The parts of a release: itself, its updates, its security updates. */
  private enum Part {
    MAIN(""),
    UPDATES("-updates"),
    SECURITY("-security");

    private final String suffix;

    Part(String suffix) {
      this.suffix = suffix;
    }
  }

  private static final Pattern RELEASE =
      Pattern.compile("(" + names() + "|(?:old)*stable|testing)(|-updates|-security)");

  /** Where Debian's package debian-archive-keyring puts Debian's keys, here and in every chroot. */
  private static final Path KEYRING = Path.of("/usr/share/keyrings/debian-archive-keyring.gpg");

  private final List<IndexTarget> targets;
  private final Path root;

  /**
   * @param targets all that apt knows
   * @param root the file system's root; another one in tests
   */
  HostSources(List<IndexTarget> targets, Path root) {
    this.targets = targets.stream().filter(IndexTarget::isOfDebian).toList();
    this.root = root;
  }

  private static String names() {
    return "buster|bullseye|"
        + List.of(Suite.values()).stream().map(Suite::codename).collect(Collectors.joining("|"));
  }

  /**
   * Lines of a {@code sources.list} for the suite; none if no archive of Debian's is known.
   *
   * <p>A part that this machine does without is left out for the suite as well.
   */
  List<String> lines(Suite suite) {
    List<String> lines = new ArrayList<>();
    for (Part part : Part.values()) {
      line(suite, part).ifPresent(lines::add);
    }
    boolean whole = find(suite, Part.MAIN).isPresent();
    return whole ? lines : List.of();
  }

  private Optional<String> line(Suite suite, Part part) {
    return find(suite, part)
        .map(
            found ->
                "deb "
                    + signedBy()
                    + found.uri()
                    + " "
                    + suite.codename()
                    + part.suffix
                    + " "
                    + String.join(" ", components(found)));
  }

  private Optional<IndexTarget> find(Suite suite, Part part) {
    return targets.stream()
        .filter(target -> target.release().equals(suite.codename() + part.suffix))
        .findFirst()
        .or(() -> targets.stream().filter(target -> isOf(part, target)).findFirst());
  }

  private static boolean isOf(Part part, IndexTarget target) {
    Matcher release = RELEASE.matcher(target.release());
    return release.matches() && release.group(2).equals(part.suffix);
  }

  private Set<String> components(IndexTarget found) {
    return targets.stream()
        .filter(target -> target.uri().equals(found.uri()))
        .filter(target -> target.release().equals(found.release()))
        .map(IndexTarget::component)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private String signedBy() {
    boolean there = Files.exists(root.resolve(KEYRING.toString().substring(1)));
    return there ? "[signed-by=" + KEYRING + "] " : "";
  }
}
