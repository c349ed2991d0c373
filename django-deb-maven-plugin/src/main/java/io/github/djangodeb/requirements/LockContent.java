package io.github.djangodeb.requirements;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.failure.Problems;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Collects what a lock lists as pip's requirements, and all of it that cannot be packaged. */
final class LockContent {
  private static final Pattern PIPS_KIND = Pattern.compile("^sha(?:256|384|512)\\b");
  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+!-]*");

  private final SourceTree tree;
  private final Path file;
  private final Problems problems = new Problems();
  private final SortedMap<String, Requirement> wanted = new TreeMap<>();
  private final SortedSet<LocalTree> links = new TreeSet<>();

  /**
   * @param file the lock, which paths in it are relative to
   */
  LockContent(SourceTree tree, Path file) {
    this.tree = tree;
    this.file = file;
  }

  /** Where faults are told. */
  Problems problems() {
    return problems;
  }

  /** How messages name the lock. */
  String shown() {
    return tree.show(file);
  }

  /** A project of an index, in one version. */
  void indexed(String name, String version, Condition when, Collection<String> hashes)
      throws RefusedLine {
    if (!VERSION.matcher(version).matches()) {
      throw new RefusedLine("has a version that is none, \"" + version + "\": correct it");
    }
    add(
        new Requirement.Indexed(
            name(name), new TreeSet<>(), "==" + version, when.text(), options(hashes)),
        when);
  }

  /**
   * An archive or a repository with an address of its own, such as {@code git+https://…@commit}.
   */
  void addressed(String name, String address, Condition when, Collection<String> hashes)
      throws RefusedLine {
    DirectAddress.check(address);
    add(
        new Requirement.Addressed(
            Optional.of(name(name)), new TreeSet<>(), address, when.text(), options(hashes)),
        when);
  }

  /**
   * A folder or archive of the source tree. A lock that has it as an editable install is taken at
   * its word for the content alone: the package is for another machine than the folder.
   */
  void inTree(String path, Condition when) throws RefusedLine {
    add(
        new Requirement.InTree(
            tree.local(path, file), new TreeSet<>(), when.text(), new TreeSet<>()),
        when);
  }

  /** A folder of the source tree where pip looks for archives. */
  void link(String path) throws RefusedLine {
    links.add(tree.local(path, file));
  }

  private void add(Requirement requirement, Condition when) throws RefusedLine {
    if (requirement.canonical().contains("${")) {
      throw new RefusedLine(
          "has a \"${\", which pip would take for an environment variable: name it without");
    }
    if (!when.equals(Condition.NEVER)) {
      wanted.put(requirement.canonical(), requirement);
    }
  }

  private static ProjectName name(String text) throws RefusedLine {
    try {
      return new ProjectName(text);
    } catch (IllegalArgumentException odd) {
      throw new RefusedLine("has a name that no project has: correct it");
    }
  }

  /** pip's options for hashes; of kinds that pip does not take there may be others. */
  private static SortedSet<String> options(Collection<String> hashes) throws RefusedLine {
    SortedSet<String> options = new TreeSet<>();
    for (String given : hashes) {
      String hash = given.toLowerCase(Locale.ROOT); // Not every pip compares it regardless of that.
      if (RequirementsReader.HASH.matcher(hash).matches()) {
        options.add("--hash=" + hash);
      } else if (PIPS_KIND.matcher(hash).find()) {
        // Without it, what is installed would not be checked.
        throw new RefusedLine("has a hash that is none, \"" + given + "\": make the lock anew");
      }
    }
    return options;
  }

  /** An index may give no hashes, so a lock that has some does not have all. */
  private List<String> warnings() {
    List<String> without =
        wanted.values().stream()
            .filter(requirement -> requirement instanceof Requirement.Indexed)
            .filter(requirement -> !requirement.isHashed())
            .map(Requirement::canonical)
            .toList();
    if (without.isEmpty() || wanted.values().stream().noneMatch(Requirement::isHashed)) {
      return List.of();
    }
    return List.of(
        shown()
            + " has hashes for some projects only, so that what an index gives is not checked for: "
            + String.join(", ", without)
            + ". Make the lock anew, if that index has hashes");
  }

  /**
   * All of it.
   *
   * @throws BuildFailure the user's, with every fault
   */
  Requirements result() throws BuildFailure {
    problems.throwIfAny();
    return new RequirementsBuilder(shown(), true, wanted.values())
        .links(links)
        .warnings(warnings())
        .build();
  }
}
