package io.github.djangodeb.deb;

import io.github.djangodeb.name.Name;
import io.github.djangodeb.name.TargetPath;
import io.github.djangodeb.template.ScriptValues;
import java.util.Map;

/**
 * The script of packages that lie side by side in several versions, source and virtualenv: it warns
 * when one is removed that a site still runs from, and never fails.
 */
public final class UseWarning {
  private static final String SCRIPT = "prerm";

  private UseWarning() {}

  /**
   * The script.
   *
   * @param packageName the package
   * @param directory what of it a site runs from
   * @param project whose sites may run from it
   */
  public static MaintainerScript of(String packageName, TargetPath directory, Name project) {
    ScriptValues values =
        new ScriptValues(
            Map.of(
                "package",
                packageName,
                "directory",
                directory.text(),
                "sites",
                "/var/lib/" + project + "-site",
                "installed",
                "/usr/lib/" + project + "-site"));
    return new MaintainerScript(
        MaintainerScript.Kind.PRERM, values.fill(SCRIPT, Texts.read(SCRIPT)));
  }
}
