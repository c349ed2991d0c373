package io.github.djangodeb.deb;

import io.github.djangodeb.name.TargetPath;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What lintian says of a package and does not hold for it, each with the reason.
 *
 * @param packageName the package
 * @param compression of the package: zstd is overridden without being asked for
 * @param overrides in the order they are written
 */
public record LintianOverrides(
    String packageName, Compression compression, List<Override> overrides) {
  private static final String AS_THEY_COME = "project-files.overrides";
  private static final Override ZSTD =
      new Override(
          "malformed-deb-archive",
          "*data.tar.zst*",
          "dpkg of Debian 12 and later reads zstd; only Debian's own archive does not take it.");

  /**
   * One tag that does not count.
   *
   * @param tag lintian's name for it
   * @param context what it is said of, with {@code *} for anything; empty for all
   * @param reason why, in one line
   */
  public record Override(String tag, String context, String reason) {
    private static final Pattern TAG = Pattern.compile("[a-z0-9][a-z0-9+.-]*");

    public Override {
      if (!TAG.matcher(tag).matches() || context.contains("\n") || reason.contains("\n")) {
        throw new IllegalArgumentException(tag + " " + context + " " + reason);
      }
    }
  }

  public LintianOverrides {
    overrides = List.copyOf(overrides);
  }

  /** Whether there is nothing to tell. */
  public boolean isEmpty() {
    return all().isEmpty();
  }

  private List<Override> all() {
    return Stream.concat(
            compression == Compression.ZSTD ? Stream.of(ZSTD) : Stream.empty(), overrides.stream())
        .toList();
  }

  /**
   * What lintian may say of files that the packaging takes as they come: a project's, or those of
   * Python packages.
   *
   * @param directory where they lie
   */
  public static List<Override> ofFilesAsTheyCome(TargetPath directory) {
    List<Override> found = new ArrayList<>();
    String reason = "";
    for (String line : Texts.read(AS_THEY_COME).lines().toList()) {
      if (line.startsWith("# ")) {
        reason = line.substring("# ".length());
      } else {
        found.add(new Override(line, "*" + directory.relativeToRoot() + "/*", reason));
      }
    }
    return found;
  }

  /** The file that tells lintian. */
  public DebEntry entry() {
    StringBuilder text = new StringBuilder();
    for (Override one : all()) {
      text.append("# ").append(one.reason()).append('\n');
      text.append(packageName).append(": ").append(one.tag());
      text.append(one.context().isEmpty() ? "" : " " + one.context()).append('\n');
    }
    return DebEntry.text(
        new TargetPath("/usr/share/lintian/overrides/" + packageName), text.toString());
  }
}
