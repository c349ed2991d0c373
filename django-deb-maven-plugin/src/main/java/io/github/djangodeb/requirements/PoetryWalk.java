package io.github.djangodeb.requirements;

import io.github.djangodeb.failure.Problems;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The way from a {@code pyproject.toml} through a lock of Poetry 1.5 to 1.8, which does not say
 * which groups a package is for.
 */
final class PoetryWalk {
  private final TomlPart poetry;
  private final Problems problems;
  private final Map<String, List<TomlPart>> packages = new TreeMap<>();

  /**
   * @throws RefusedLine if the two do not go together
   */
  PoetryWalk(TomlPart lock, TomlPart pyproject, LockContent content) throws RefusedLine {
    this.poetry =
        pyproject
            .below("tool", "poetry")
            .orElseThrow(
                () -> new RefusedLine("goes with no [tool.poetry] in pyproject.toml: remove it"));
    this.problems = content.problems();
    for (TomlPart described : lock.parts("package")) {
      packages
          .computeIfAbsent(spelled(described.neededText("name")), name -> new ArrayList<>())
          .add(described);
    }
  }

  private static String spelled(String name) throws RefusedLine {
    try {
      return new ProjectName(name).text();
    } catch (IllegalArgumentException odd) {
      throw new RefusedLine("names \"" + name + "\", as no project is called: correct it");
    }
  }

  /** A package, or one of its extras. */
  private record Part(String name, String extra) {}

  /** What is needed for the project and the selected parts of it, and when. */
  Map<TomlPart, Condition> needed(String file, Selection selection) throws RefusedLine {
    Optional<TomlPart> extras = poetry.part("extras");
    Map<String, TomlPart> groups = groups();
    Set<String> there = new TreeSet<>();
    extras.ifPresent(table -> there.addAll(table.keys()));
    selection.check(file, there, groups.keySet(), problems);
    SortedSet<String> optional = new TreeSet<>();
    for (String extra : selection.extras()) {
      for (String name : extras.isPresent() ? extras.get().texts(extra) : List.<String>of()) {
        optional.add(spelled(name));
      }
    }
    List<LockGraph.Edge<Part>> begin = new ArrayList<>();
    Optional<TomlPart> main = poetry.part("dependencies");
    if (main.isPresent()) {
      begin.addAll(edges(main.get(), optional, Selection.NONE));
    }
    for (String group : selection.groups()) {
      if (groups.containsKey(group)) {
        begin.addAll(edges(groups.get(group), optional, Selection.NONE));
      }
    }
    return described(LockGraph.reach(begin, this::edges));
  }

  private SortedMap<String, TomlPart> groups() throws RefusedLine {
    SortedMap<String, TomlPart> groups = new TreeMap<>();
    Optional<TomlPart> old = poetry.part("dev-dependencies");
    old.ifPresent(table -> groups.put("dev", table));
    Optional<TomlPart> all = poetry.part("group");
    if (all.isPresent()) {
      for (String name : all.get().keys()) {
        all.get().below(name, "dependencies").ifPresent(table -> groups.put(name, table));
      }
    }
    return groups;
  }

  private Map<TomlPart, Condition> described(Map<Part, Condition> parts) throws RefusedLine {
    Map<TomlPart, Condition> described = new LinkedHashMap<>();
    for (Map.Entry<Part, Condition> part : parts.entrySet()) {
      if (part.getKey().extra.isEmpty()) {
        described.put(find(part.getKey().name), part.getValue());
      }
    }
    return described;
  }

  private TomlPart find(String name) throws RefusedLine {
    List<TomlPart> found = packages.getOrDefault(name, List.of());
    if (found.size() != 1) {
      throw new RefusedLine(
          found.isEmpty()
              ? "has no package \"" + name + "\", which is required: run poetry lock"
              : "has \""
                  + name
                  + "\" in several versions, which only a lock of Poetry 2 tells apart: let that"
                  + " write it anew (poetry lock)");
    }
    return found.get(0);
  }

  private List<LockGraph.Edge<Part>> edges(Part part) throws RefusedLine {
    TomlPart described = find(part.name);
    Optional<TomlPart> dependencies = described.part("dependencies");
    SortedSet<String> optional = new TreeSet<>();
    SortedSet<String> extras = new TreeSet<>();
    if (!part.extra.isEmpty()) {
      extras.add(part.extra);
      for (String line : ofExtra(described, part.extra)) {
        // "redis (>=4.5,<5)" or "redis[hiredis]>=4"
        optional.add(spelled(line.replaceFirst("[^A-Za-z0-9._-].*$", "")));
      }
    }
    List<LockGraph.Edge<Part>> edges = new ArrayList<>();
    if (!part.extra.isEmpty()) {
      edges.add(new LockGraph.Edge<>(new Part(part.name, ""), ""));
    }
    if (dependencies.isPresent()) {
      edges.addAll(edges(dependencies.get(), optional, new Selection(extras, new TreeSet<>())));
    }
    return edges;
  }

  private static List<String> ofExtra(TomlPart described, String extra) throws RefusedLine {
    Optional<TomlPart> extras = described.part("extras");
    return extras.isPresent() ? extras.get().texts(extra) : List.of();
  }

  /**
   * What a table of dependencies leads to.
   *
   * @param optional those of its optional dependencies that are wanted
   * @param selection what its markers are decided by
   */
  private List<LockGraph.Edge<Part>> edges(
      TomlPart dependencies, Collection<String> optional, Selection selection) throws RefusedLine {
    List<LockGraph.Edge<Part>> edges = new ArrayList<>();
    for (String key : dependencies.keys()) {
      String name = spelled(key);
      if (name.equals("python")) {
        continue;
      }
      if (dependencies.isText(key)) {
        edges.add(new LockGraph.Edge<>(new Part(name, ""), ""));
        continue;
      }
      List<TomlPart> choices =
          dependencies.isTable(key)
              ? List.of(dependencies.part(key).orElseThrow())
              : dependencies.parts(key);
      for (TomlPart choice : choices) {
        if (!choice.flag("optional") || optional.contains(name)) {
          edges.addAll(edges(name, choice, selection));
        }
      }
    }
    return edges;
  }

  private static List<LockGraph.Edge<Part>> edges(String name, TomlPart choice, Selection selection)
      throws RefusedLine {
    Condition when = Condition.ALWAYS;
    Optional<String> markers = choice.text("markers");
    if (markers.isPresent()) {
      when = Marker.of(markers.get(), selection);
    }
    Optional<String> python = choice.text("python");
    if (python.isPresent()) {
      when = Condition.all(List.of(when, PoetryPython.condition(python.get())));
    }
    List<LockGraph.Edge<Part>> edges = new ArrayList<>();
    if (!when.equals(Condition.NEVER)) {
      edges.add(new LockGraph.Edge<>(new Part(name, ""), when.text()));
      for (String extra : choice.texts("extras")) {
        edges.add(new LockGraph.Edge<>(new Part(name, extra), when.text()));
      }
    }
    return edges;
  }
}
