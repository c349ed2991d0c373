package io.github.djangodeb.env;

import io.github.djangodeb.deb.ControlFields;
import io.github.djangodeb.deb.DebEntry;
import io.github.djangodeb.deb.DebPackage;
import io.github.djangodeb.name.TargetPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The Debian package of a virtualenv. */
final class EnvDeb {
  private EnvDeb() {}

  /**
   * Describes the package.
   *
   * @param archive the virtualenv
   */
  static DebPackage of(EnvPlan plan, EnvFacts facts, Path archive) {
    TargetPath share = plan.request().names().envShareDirectory(plan.hash());
    List<DebEntry> contents = new ArrayList<>();
    contents.add(new DebEntry.Archive(archive));
    contents.add(
        DebEntry.text(
            share.resolve("requirements.txt"), text(plan.configuration().requirementsText())));
    contents.add(DebEntry.text(share.resolve("requirements.lock"), text(facts.lock())));
    return new DebPackage(
        control(plan, facts), contents, List.of(), new TreeSet<>(), EnvPlan.TIMESTAMP);
  }

  /**
   * The control file. The architecture is always the chroot's, also where nothing was compiled: the
   * configuration, whose hash names the package, is for one architecture.
   */
  private static ControlFields control(EnvPlan plan, EnvFacts facts) {
    EnvRequest request = plan.request();
    return new ControlFields(
        plan.packageName(),
        plan.version(),
        request.chroot().architecture(),
        request.maintainer(),
        "python",
        facts.depends(),
        List.of(),
        "",
        "Python virtualenv of " + request.names().name(),
        List.of(
            "The Python packages that "
                + request.names().name()
                + " requires, in a virtualenv for Python "
                + facts.python()
                + ".",
            "Its name ends in a hash of its requirements, so that several versions can be installed"
                + " side by side. Sites depend on the one that they were built with."));
  }

  private static String text(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }
}
