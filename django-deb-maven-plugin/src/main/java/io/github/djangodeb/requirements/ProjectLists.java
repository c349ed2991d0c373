package io.github.djangodeb.requirements;

import io.github.djangodeb.failure.Problems;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The lists of dependencies in a {@code pyproject.toml}, line by line as they stand there. */
final class ProjectLists {
  private final String shown;
  private final Problems problems;
  private final List<String> dependencies;
  private final Map<String, TomlPart.Mixed> extras;
  private final Map<String, TomlPart.Mixed> groups;

  /**
   * @param shown how messages name the file
   * @param project its {@code [project]}
   * @param problems where faults of groups are told
   */
  ProjectLists(String shown, TomlPart file, TomlPart project, Problems problems)
      throws RefusedLine {
    this.shown = shown;
    this.problems = problems;
    this.dependencies = project.texts("dependencies");
    this.extras = lists(project.part("optional-dependencies"));
    this.groups = lists(file.part("dependency-groups"));
  }

  private static Map<String, TomlPart.Mixed> lists(Optional<TomlPart> table) throws RefusedLine {
    Map<String, TomlPart.Mixed> lists = new TreeMap<>();
    if (table.isPresent()) {
      for (String name : table.get().keys()) {
        lists.put(spelled(name), table.get().mixed(name));
      }
    }
    return lists;
  }

  private static String spelled(String name) {
    try {
      return new ProjectName(name).text();
    } catch (IllegalArgumentException odd) {
      // Nobody can select it.
      return name;
    }
  }

  Set<String> extras() {
    return extras.keySet();
  }

  Set<String> groups() {
    return groups.keySet();
  }

  /** What the project itself depends on. */
  List<String> dependencies() {
    return dependencies;
  }

  /** What an extra adds; nothing where there is none of that name. */
  List<String> extra(String name) {
    return extras.containsKey(name) ? extras.get(name).texts() : List.of();
  }

  /** What a group has, with the groups that it includes. */
  List<String> group(String name) throws RefusedLine {
    List<String> lines = new ArrayList<>();
    collect(name, lines, new ArrayDeque<>());
    return lines;
  }

  private void collect(String name, List<String> lines, Deque<String> open) throws RefusedLine {
    if (!groups.containsKey(name) || open.contains(name)) {
      if (!open.isEmpty()) {
        problems.add(
            shown
                + ": the group \""
                + open.peek()
                + "\" includes \""
                + name
                + "\", which "
                + (groups.containsKey(name) ? "includes it in turn" : "is not there")
                + ": correct its include-group");
      }
      return;
    }
    open.push(name);
    lines.addAll(groups.get(name).texts());
    for (TomlPart included : groups.get(name).parts()) {
      collect(spelled(included.neededText("include-group")), lines, open);
    }
    open.pop();
  }
}
