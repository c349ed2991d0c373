package io.github.djangodeb.requirements;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What requirements files say, whatever their order, comments and number.
 *
 * @param wanted what is to be installed, in canonical spelling's order
 * @param constraints what other things must be if they are installed too
 * @param options that change what is installed, each a word: {@code --pre}
 * @param locations where pip looks, in the files' order, each a word: {@code --index-url=…}; may
 *     hold credentials
 * @param links folders and files of the source tree where pip looks
 * @param variables names of environment variables that stand for users and passwords
 * @param warnings whole sentences about lines that are taken but unwise
 */
public record Requirements(
    List<Requirement> wanted,
    List<Requirement> constraints,
    SortedSet<String> options,
    List<String> locations,
    SortedSet<LocalTree> links,
    SortedSet<String> variables,
    List<String> warnings) {
  public Requirements {
    wanted = List.copyOf(wanted);
    constraints = List.copyOf(constraints);
    options = Collections.unmodifiableSortedSet(new TreeSet<>(options));
    locations = List.copyOf(locations);
    links = Collections.unmodifiableSortedSet(new TreeSet<>(links));
    variables = Collections.unmodifiableSortedSet(new TreeSet<>(variables));
    warnings = List.copyOf(warnings);
  }

  /**
   * Whether a requirement names that project. One that only another project requires is not here,
   * but in the lock that the virtualenv comes with.
   */
  public boolean names(String project) {
    Optional<ProjectName> sought = Optional.of(new ProjectName(project));
    return wanted.stream().anyMatch(requirement -> requirement.name().equals(sought));
  }

  /**
   * The files in their one spelling: sorted, no comments; nothing of where pip looks, which says
   * how something is fetched and not what, and may hold credentials.
   */
  public List<String> canonical() {
    return Stream.of(
            options.stream(),
            wanted.stream().map(Requirement::canonical),
            constraints.stream().map(constraint -> "# constraint: " + constraint.canonical()))
        .flatMap(lines -> lines)
        .toList();
  }

  /** Everything of the source tree whose content decides what is installed. */
  public SortedSet<LocalTree> trees() {
    SortedSet<LocalTree> trees = new TreeSet<>(links);
    Stream.of(wanted, constraints)
        .flatMap(Collection::stream)
        .filter(Requirement.InTree.class::isInstance)
        .forEach(requirement -> trees.add(((Requirement.InTree) requirement).tree()));
    return trees;
  }

  /** Debian packages of the programs that fetch the requirements: {@code git}. */
  public SortedSet<String> fetchers() {
    SortedSet<String> packages = new TreeSet<>();
    Stream.of(wanted, constraints)
        .flatMap(Collection::stream)
        .filter(Requirement.Addressed.class::isInstance)
        .map(requirement -> ((Requirement.Addressed) requirement).address())
        .map(DirectAddress::fetcher)
        .filter(name -> !name.isEmpty())
        .forEach(packages::add);
    return packages;
  }

  /**
   * The requirements file that pip is given. It may hold credentials.
   *
   * @param source where pip finds the source tree
   */
  public List<String> forPip(String source) {
    return Stream.of(
            locations.stream(),
            links.stream().map(link -> "--find-links=" + link.below(source)),
            options.stream(),
            wanted.stream().map(requirement -> requirement.forPip(source)))
        .flatMap(lines -> lines)
        .toList();
  }

  /** The constraints file that pip is given; empty for none. */
  public List<String> constraintsForPip(String source) {
    return constraints.stream().map(constraint -> constraint.forPip(source)).toList();
  }
}
