package io.github.djangodeb.src;

import io.github.djangodeb.deb.ControlFields;
import io.github.djangodeb.deb.DebEntry;
import io.github.djangodeb.deb.DebPackage;
import io.github.djangodeb.deb.Documentation;
import io.github.djangodeb.deb.LintianOverrides;
import io.github.djangodeb.deb.UseWarning;
import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.Name;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The Debian package of a source. */
final class SrcDeb {
  private SrcDeb() {}

  /**
   * Describes the package.
   *
   * @param archive the source with its bytecode
   */
  static DebPackage of(SrcRequest request, SrcFacts facts, Path archive) {
    ControlFields control = control(request, facts);
    Name project = request.names().name();
    List<DebEntry> contents = new ArrayList<>();
    contents.add(new DebEntry.Archive(archive));
    contents.addAll(
        new Documentation(
                control,
                request.fileTime(),
                "Package " + project + " as of " + request.hexadecimal() + ".",
                Documentation.copyrightOf(project.text(), request.fileTime()))
            .entries());
    contents.add(overrides(request).entry());
    return new DebPackage(
        control,
        contents,
        List.of(
            UseWarning.of(
                request.packageName(), request.names().srcDirectory(request.hash()), project)),
        new TreeSet<>(),
        request.fileTime());
  }

  /** Python's bytecode is of one minor version. */
  private static ControlFields control(SrcRequest request, SrcFacts facts) {
    List<String> depends = new ArrayList<>();
    depends.add("python3 (>= " + facts.python() + "~)");
    depends.add("python3 (<< " + facts.followingPython() + ")");
    request.relations().all().forEach(relation -> depends.add(relation.toString()));
    Name project = request.names().name();
    return new ControlFields(
        request.packageName(),
        request.version(),
        Architecture.ALL,
        request.maintainer(),
        "web",
        depends,
        List.of(),
        "",
        "source of " + project + " at one commit",
        List.of(
            "The files of " + project + " as of " + request.hexadecimal() + ", with bytecode.",
            "Its name ends in the commit's hash, so that several versions can be installed side by"
                + " side. Sites depend on the one that they were built with."));
  }

  private static LintianOverrides overrides(SrcRequest request) {
    List<LintianOverrides.Override> overrides = new ArrayList<>();
    overrides.add(
        new LintianOverrides.Override(
            "package-installs-python-pycache-dir",
            "*",
            "The directory is this one version's: compiling at installation would only delay it,"
                + " and leave files that dpkg does not know."));
    overrides.addAll(
        LintianOverrides.ofFilesAsTheyCome(request.names().srcDirectory(request.hash())));
    return new LintianOverrides(request.packageName(), request.compression(), overrides);
  }
}
