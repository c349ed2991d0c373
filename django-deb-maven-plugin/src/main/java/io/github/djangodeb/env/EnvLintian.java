package io.github.djangodeb.env;

import io.github.djangodeb.deb.LintianOverrides;
import io.github.djangodeb.deb.LintianOverrides.Override;
import java.util.List;

/** What lintian says of virtualenvs, and why it is as it should be. */
final class EnvLintian {
  private EnvLintian() {}

  static LintianOverrides of(EnvPlan plan) {
    return new LintianOverrides(
        plan.packageName(),
        plan.request().compression(),
        List.of(
            new Override(
                "package-installs-python-bytecode",
                "*",
                "The directory is this one virtualenv's: compiling at installation would only delay"
                    + " it, and leave files that dpkg does not know.")));
  }
}
