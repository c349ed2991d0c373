package io.github.djangodeb.env;

import io.github.djangodeb.deb.LintianOverrides;
import io.github.djangodeb.deb.LintianOverrides.Override;
import java.util.ArrayList;
import java.util.List;

/** What lintian says of virtualenvs, and why it is as it should be. */
final class EnvLintian {
  private static final String AS_PUBLISHED =
      "The project's requirements are packaged as their authors published them.";
  private static final String WHEEL =
      "A wheel brings this file, compiled for any Linux: changing it would break it.";

  private EnvLintian() {}

  static LintianOverrides of(EnvPlan plan, EnvFacts facts) {
    List<Override> overrides = new ArrayList<>();
    overrides.add(
        new Override(
            "package-installs-python-pycache-dir",
            "*",
            "The directory is this one virtualenv's: compiling at installation would only delay it,"
                + " and leave files that dpkg does not know."));
    overrides.add(
        new Override(
            "unusual-interpreter",
            "*",
            "The programs of a virtualenv are run by its own interpreter."));
    if (facts.has("django")) {
      overrides.add(new Override("embedded-javascript-library", "*", AS_PUBLISHED));
      overrides.add(new Override("package-contains-timestamped-gzip", "*", AS_PUBLISHED));
    }
    if (facts.foreign() > 0) {
      for (String tag :
          List.of(
              "custom-library-search-path",
              "embedded-library",
              "hardening-no-relro",
              "library-not-linked-against-libc",
              "shared-library-lacks-prerequisites",
              "unstripped-binary-or-object")) {
        overrides.add(new Override(tag, "*", WHEEL));
      }
    }
    return new LintianOverrides(plan.packageName(), plan.request().compression(), overrides);
  }
}
