package io.github.djangodeb.requirements;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Puts requirements together; what is not said is empty. */
final class RequirementsBuilder {
  private final String file;
  private final boolean whole;
  private final List<Requirement> wanted;
  private Map<String, String> included = Map.of();
  private List<Requirement> constraints = List.of();
  private SortedSet<String> options = new TreeSet<>();
  private List<String> locations = List.of();
  private SortedSet<LocalTree> links = new TreeSet<>();
  private SortedSet<String> variables = new TreeSet<>();
  private List<String> warnings = List.of();
  private List<String> notes = List.of();

  /** What {@code file} says, the one that was read first: {@code wanted}, and all of it or not. */
  RequirementsBuilder(String file, boolean whole, Collection<Requirement> wanted) {
    this.file = file;
    this.whole = whole;
    this.wanted = List.copyOf(wanted);
  }

  /** Begins with what others are. */
  static RequirementsBuilder like(Requirements others) {
    return new RequirementsBuilder(others.file(), others.whole(), others.wanted())
        .included(others.included())
        .constraints(others.constraints())
        .options(others.options())
        .locations(others.locations())
        .links(others.links())
        .variables(others.variables())
        .warnings(others.warnings())
        .notes(others.notes());
  }

  RequirementsBuilder included(Map<String, String> files) {
    included = files;
    return this;
  }

  RequirementsBuilder constraints(Collection<Requirement> all) {
    constraints = List.copyOf(all);
    return this;
  }

  RequirementsBuilder options(SortedSet<String> words) {
    options = words;
    return this;
  }

  RequirementsBuilder locations(Collection<String> words) {
    locations = List.copyOf(words);
    return this;
  }

  RequirementsBuilder links(SortedSet<LocalTree> trees) {
    links = trees;
    return this;
  }

  RequirementsBuilder variables(SortedSet<String> names) {
    variables = names;
    return this;
  }

  RequirementsBuilder warnings(List<String> sentences) {
    warnings = sentences;
    return this;
  }

  RequirementsBuilder notes(List<String> sentences) {
    notes = sentences;
    return this;
  }

  Requirements build() {
    return new Requirements(
        file,
        whole,
        wanted,
        included,
        constraints,
        options,
        locations,
        links,
        variables,
        warnings,
        notes);
  }
}
