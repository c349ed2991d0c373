package io.github.djangodeb.env;

import io.github.djangodeb.deb.ControlFields;
import io.github.djangodeb.deb.DebEntry;
import io.github.djangodeb.deb.DebPackage;
import io.github.djangodeb.deb.Documentation;
import io.github.djangodeb.deb.UseWarning;
import io.github.djangodeb.name.Name;
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
    ControlFields control = control(plan, facts);
    Name project = plan.request().names().name();
    List<DebEntry> contents = new ArrayList<>();
    contents.add(new DebEntry.Archive(archive));
    contents.addAll(lists(plan, facts));
    contents.addAll(
        new Documentation(
                control,
                EnvPlan.TIMESTAMP,
                "Package the requirements of " + project + ".",
                Documentation.copyrightOf(project.text(), EnvPlan.TIMESTAMP))
            .entries());
    contents.add(EnvLintian.of(plan, facts).entry());
    return new DebPackage(
        control,
        contents,
        List.of(UseWarning.of(plan.packageName(), plan.prefix(), project)),
        new TreeSet<>(),
        EnvPlan.TIMESTAMP);
  }

  private static List<DebEntry> lists(EnvPlan plan, EnvFacts facts) {
    TargetPath share = plan.request().names().envShareDirectory(plan.hash());
    return List.of(
        DebEntry.text(
            share.resolve("requirements.txt"), text(plan.configuration().requirementsText())),
        DebEntry.text(share.resolve("requirements.lock"), text(facts.lock())),
        DebEntry.text(share.resolve("sbom" + EnvBom.SUFFIX), EnvBom.of(plan, facts)));
  }

  /**
   * The control file. The architecture is always the chroot's, also where nothing was compiled:
   * what the package's file is called is known before it is built.
   */
  static ControlFields control(EnvPlan plan, EnvFacts facts) {
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
