package io.github.djangodeb.requirements;

import io.github.djangodeb.failure.Problems;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which optional parts of a project's requirements are installed; development groups are not,
 * unless they are named.
 *
 * @param extras of the project, in their one spelling
 * @param groups of dependencies, in their one spelling
 */
public record Selection(SortedSet<String> extras, SortedSet<String> groups) {
  /** None of them. */
  public static final Selection NONE = new Selection(new TreeSet<>(), new TreeSet<>());

  public Selection {
    extras = Collections.unmodifiableSortedSet(new TreeSet<>(extras));
    groups = Collections.unmodifiableSortedSet(new TreeSet<>(groups));
  }

  /** These parts. */
  public static Selection of(Collection<ProjectName> extras, Collection<ProjectName> groups) {
    return new Selection(texts(extras), texts(groups));
  }

  private static SortedSet<String> texts(Collection<ProjectName> names) {
    return names.stream().map(ProjectName::text).collect(Collectors.toCollection(TreeSet::new));
  }

  /** The same with more groups. */
  Selection withGroups(Collection<String> more) {
    SortedSet<String> all = new TreeSet<>(groups);
    all.addAll(more);
    return new Selection(extras, all);
  }

  /**
   * Refuses what the file does not have.
   *
   * @param file how messages name it
   * @param hasExtras the extras that are there
   * @param hasGroups the groups that are there
   * @param faults where each is told
   */
  void check(
      String file, Collection<String> hasExtras, Collection<String> hasGroups, Problems faults) {
    check("extras", file, extras, hasExtras, faults);
    check("groups", file, groups, hasGroups, faults);
  }

  private static void check(
      String element,
      String file,
      SortedSet<String> wanted,
      Collection<String> there,
      Problems faults) {
    for (String name : wanted) {
      if (!there.contains(name)) {
        faults.add(
            "<%s>: \"%s\" is none of %s: %s"
                .formatted(
                    element,
                    name,
                    file,
                    there.isEmpty()
                        ? "it has none, so leave <" + element + "> out"
                        : "it has " + String.join(", ", new TreeSet<>(there))));
      }
    }
  }
}
