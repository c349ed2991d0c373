package io.github.djangodeb.deb;

import io.github.djangodeb.name.TargetPath;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What lintian says of a package that is not as it should be said, each with the reason.
 *
 * @param packageName the package
 * @param overrides in the order they are written
 */
public record LintianOverrides(String packageName, List<Override> overrides) {
  private static final Pattern TAG = Pattern.compile("[a-z0-9][a-z0-9+.-]*");

  /**
   * One tag that does not count.
   *
   * @param tag lintian's name for it
   * @param context what it is said of, with {@code *} for anything; empty for all
   * @param reason why, in one line
   */
  public record Override(String tag, String context, String reason) {
    public Override {
      if (!TAG.matcher(tag).matches() || context.contains("\n") || reason.contains("\n")) {
        throw new IllegalArgumentException(tag + " " + context + " " + reason);
      }
    }
  }

  public LintianOverrides {
    overrides = List.copyOf(overrides);
  }

  /** The file that tells lintian. */
  public DebEntry entry() {
    StringBuilder text = new StringBuilder();
    for (Override one : overrides) {
      text.append("# ").append(one.reason()).append('\n');
      text.append(packageName).append(": ").append(one.tag());
      text.append(one.context().isEmpty() ? "" : " " + one.context()).append('\n');
    }
    return DebEntry.text(
        new TargetPath("/usr/share/lintian/overrides/" + packageName), text.toString());
  }
}
