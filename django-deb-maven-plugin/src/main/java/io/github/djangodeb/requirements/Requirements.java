package io.github.djangodeb.requirements;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What requirements files or a lock say, whatever their order, comments and number.
 *
 * @param file the one that was read first, relative to the source tree, for messages
 * @param whole whether what they require in turn is listed too, so that nothing else is installed
 * @param wanted what is to be installed, in canonical spelling's order
 * @param included the file that one stands in, by its canonical spelling, if that is not the first
 * @param constraints what other things must be if they are installed too
 * @param options that change what is installed, each a word: {@code --pre}
 * @param locations where pip looks, in the files' order, each a word: {@code --index-url=…}; may
 *     hold credentials
 * @param links folders and files of the source tree where pip looks
 * @param variables names of environment variables that stand for users and passwords
 * @param warnings whole sentences about lines that are taken but unwise
 * @param notes whole sentences about what was found and is worth knowing
 */
public record Requirements(
    String file,
    boolean whole,
    List<Requirement> wanted,
    Map<String, String> included,
    List<Requirement> constraints,
    SortedSet<String> options,
    List<String> locations,
    SortedSet<LocalTree> links,
    SortedSet<String> variables,
    List<String> warnings,
    List<String> notes) {
  private static final String WHOLE = "# nothing else: what these require is among them";
  private static final String HASHES = "--require-hashes";

  public Requirements {
    Objects.requireNonNull(file);
    wanted = List.copyOf(wanted);
    included = Map.copyOf(included);
    constraints = List.copyOf(constraints);
    options = Collections.unmodifiableSortedSet(new TreeSet<>(options));
    locations = List.copyOf(locations);
    links = Collections.unmodifiableSortedSet(new TreeSet<>(links));
    variables = Collections.unmodifiableSortedSet(new TreeSet<>(variables));
    warnings = List.copyOf(warnings);
    notes = List.copyOf(notes);
  }

  /** What is to be told of the file that was read first. */
  public RequirementsFile place() {
    return new RequirementsFile(file, whole);
  }

  /** The same with one more note. */
  Requirements with(String note) {
    List<String> more = new ArrayList<>(notes);
    more.add(note);
    return RequirementsBuilder.like(this).notes(more).build();
  }

  /** The same, looked for nowhere but where pip's settings say. */
  public Requirements withoutLocations() {
    return RequirementsBuilder.like(this).locations(List.of()).build();
  }

  /**
   * Requirements of which another build may install other versions, in canonical spelling.
   *
   * @param pinnedElsewhere projects whose version something else says exactly
   */
  public List<String> unpinned(Set<ProjectName> pinnedElsewhere) {
    Set<ProjectName> pinned = new HashSet<>(pinnedElsewhere);
    pinned.addAll(pinned());
    return wanted.stream()
        .filter(requirement -> !requirement.isPinned())
        .filter(requirement -> requirement.name().filter(pinned::contains).isEmpty())
        .map(Requirement::canonical)
        .toList();
  }

  /** The file that a requirement stands in, by its canonical spelling. */
  public String fileOf(String canonical) {
    return included.getOrDefault(canonical, file);
  }

  /** The projects whose version these say exactly. */
  public Set<ProjectName> pinned() {
    return Stream.of(wanted, constraints)
        .flatMap(Collection::stream)
        .filter(Requirement::isPinned)
        .flatMap(requirement -> requirement.name().stream())
        .collect(Collectors.toSet());
  }

  /** Whether an index is named that pip asks instead of the one in its settings. */
  public boolean namesIndex() {
    return locations.stream().anyMatch(location -> location.startsWith("--index-url="));
  }

  /** The requirements that only the network has: archives and repositories, as they are spelled. */
  public List<String> addresses() {
    return Stream.of(wanted, constraints)
        .flatMap(Collection::stream)
        .filter(Requirement.Addressed.class::isInstance)
        .map(Requirement::canonical)
        .toList();
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
            whole ? Stream.of(WHOLE) : Stream.<String>empty(),
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
   * The requirements files that pip is given, one run after the other. They may hold credentials.
   *
   * <p>With hashes, pip takes nothing that has none. A list that is whole may be divided; what is
   * of the source tree or of a repository, where there is nothing to hash, comes in a second file.
   *
   * @param source where pip finds the source tree
   */
  public List<List<String>> forPip(String source) {
    Map<Boolean, List<Requirement>> parts =
        wanted.stream().collect(Collectors.partitioningBy(Requirement::isHashed));
    if (!whole || parts.get(true).isEmpty() || parts.get(false).isEmpty()) {
      return List.of(forPip(source, wanted));
    }
    return List.of(forPip(source, parts.get(true)), forPip(source, parts.get(false)));
  }

  private List<String> forPip(String source, List<Requirement> part) {
    boolean hashed = part.stream().anyMatch(Requirement::isHashed);
    return Stream.of(
            locations.stream(),
            links.stream().map(link -> "--find-links=" + link.below(source)),
            Stream.concat(options.stream(), hashed ? Stream.of(HASHES) : Stream.empty()).distinct(),
            part.stream().map(requirement -> requirement.forPip(source)))
        .flatMap(lines -> lines)
        .toList();
  }

  /** The constraints file that pip is given; empty for none. */
  public List<String> constraintsForPip(String source) {
    return constraints.stream().map(constraint -> constraint.forPip(source)).toList();
  }
}
