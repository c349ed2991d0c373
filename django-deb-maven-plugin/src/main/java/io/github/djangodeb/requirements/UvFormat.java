package io.github.djangodeb.requirements;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A {@code uv.lock}: all that any part of a workspace requires, on any platform, of which one
 * project's part is needed here.
 */
final class UvFormat implements RequirementsFormat {
  /** The kinds of source that are a folder of the workspace. */
  private static final List<String> FOLDERS = List.of("virtual", "editable", "directory");

  @Override
  public Requirements read(Place place, Selection selection)
      throws IOException, RefusedLine, BuildFailure {
    TomlPart lock = TomlPart.readLock(place.file(), place.shown(), "(uv lock)");
    if (!lock.scalar("version").equals(Optional.of("1"))) {
      throw new RefusedLine(
          place.shown()
              + " is no lock of version 1, the one that is known here: let uv export it"
              + " (uv export --format=pylock.toml --output-file=pylock.toml)");
    }
    LockContent content = new LockContent(place.tree(), place.file());
    try {
      new Reading(lock, content, selection).project(place);
    } catch (RefusedLine refused) {
      content.problems().add(place.shown() + ": " + refused.getMessage());
    }
    return content.result();
  }

  /** A package of the lock, or one of its extras. */
  private record Part(TomlPart described, String name, String extra) {
    Part base() {
      return new Part(described, name, "");
    }
  }

  private static final class Reading {
    private final LockContent content;
    private final Selection selection;
    private final Map<String, List<TomlPart>> packages = new HashMap<>();

    Reading(TomlPart lock, LockContent content, Selection selection) throws RefusedLine {
      this.content = content;
      this.selection = selection;
      for (TomlPart described : lock.parts("package")) {
        packages
            .computeIfAbsent(described.neededText("name"), name -> new ArrayList<>())
            .add(described);
      }
    }

    /** Takes what the project that manage.py belongs to requires. */
    void project(Place place) throws RefusedLine, IOException {
      TomlPart project = projectOf(place);
      Map<String, List<TomlPart>> extras = lists(project, "optional-dependencies");
      Map<String, List<TomlPart>> groups = lists(project, "dev-dependencies");
      selection.check(content.shown(), extras.keySet(), groups.keySet(), content.problems());
      List<TomlPart> wanted = new ArrayList<>(project.parts("dependencies"));
      selection.extras().forEach(name -> wanted.addAll(extras.getOrDefault(name, List.of())));
      selection.groups().forEach(name -> wanted.addAll(groups.getOrDefault(name, List.of())));
      Map<Part, Condition> needed = LockGraph.reach(edges(wanted), this::edges);
      for (Map.Entry<Part, Condition> part : needed.entrySet()) {
        TomlPart described = part.getKey().described;
        if (part.getKey().extra.isEmpty() && described != project) {
          take(part.getKey(), part.getValue());
        }
      }
      compare(place, project);
    }

    /** Refuses a lock that was made for another pyproject.toml than the one that is there. */
    private void compare(Place place, TomlPart project) throws RefusedLine, IOException {
      Path own = place.file().resolveSibling(folder(project).orElseThrow()).normalize();
      Optional<Path> file = place.pyproject(own);
      Optional<TomlPart> pyproject =
          file.isPresent() ? TomlPart.known(file.get()) : Optional.empty();
      if (pyproject.isPresent()) {
        String shown = place.shown(file.get());
        List<String> differences =
            new UvFit(pyproject.get(), project, selection).differences(shown, content.problems());
        if (!differences.isEmpty()) {
          content.problems().add(UvFit.told(content.shown(), shown, differences));
        }
      }
    }

    private TomlPart projectOf(Place place) throws RefusedLine, IOException {
      Path folder = place.file().getParent();
      List<TomlPart> around = new ArrayList<>();
      Map<TomlPart, Integer> depths = new HashMap<>();
      for (TomlPart described : packages.values().stream().flatMap(List::stream).toList()) {
        Optional<String> own = folder(described);
        if (own.isPresent()) {
          Path at = folder.resolve(own.get()).normalize();
          if (place.projectFolder().toRealPath().startsWith(at)) {
            around.add(described);
            depths.put(described, at.getNameCount());
          }
        }
      }
      return around.stream()
          .max(Comparator.comparing(depths::get))
          .orElseThrow(
              () ->
                  new RefusedLine(
                      "locks no project whose folder manage.py is in: name another file in"
                          + " <requirements>"));
    }

    private static Optional<String> folder(TomlPart described) throws RefusedLine {
      Optional<TomlPart> source = described.part("source");
      for (String kind : FOLDERS) {
        if (source.isPresent() && source.get().has(kind)) {
          return source.get().text(kind);
        }
      }
      return Optional.empty();
    }

    private static Map<String, List<TomlPart>> lists(TomlPart described, String key)
        throws RefusedLine {
      Map<String, List<TomlPart>> lists = new HashMap<>();
      Optional<TomlPart> table = described.part(key);
      if (table.isPresent()) {
        for (String name : table.get().keys()) {
          lists.put(name, table.get().parts(name));
        }
      }
      return lists;
    }

    private List<LockGraph.Edge<Part>> edges(Part part) throws RefusedLine {
      if (part.extra.isEmpty()) {
        return edges(part.described.parts("dependencies"));
      }
      List<LockGraph.Edge<Part>> edges =
          new ArrayList<>(
              edges(
                  lists(part.described, "optional-dependencies")
                      .getOrDefault(part.extra, List.of())));
      edges.add(new LockGraph.Edge<>(part.base(), ""));
      return edges;
    }

    private List<LockGraph.Edge<Part>> edges(List<TomlPart> dependencies) throws RefusedLine {
      List<LockGraph.Edge<Part>> edges = new ArrayList<>();
      for (TomlPart dependency : dependencies) {
        String marker = dependency.text("marker").orElse("");
        if (marker.matches(".*\\bextra\\b.*")) {
          throw new RefusedLine(
              "has extras or groups that exclude each other ([tool.uv] conflicts), which is not"
                  + " supported: let uv export a requirements.txt");
        }
        Part base = find(dependency);
        edges.add(new LockGraph.Edge<>(base, marker));
        for (String extra : dependency.texts("extra")) {
          edges.add(new LockGraph.Edge<>(new Part(base.described, base.name, extra), marker));
        }
      }
      return edges;
    }

    private Part find(TomlPart dependency) throws RefusedLine {
      String name = dependency.neededText("name");
      List<TomlPart> found = new ArrayList<>();
      for (TomlPart candidate : packages.getOrDefault(name, List.of())) {
        if (agrees(dependency, candidate)) {
          found.add(candidate);
        }
      }
      if (found.size() != 1) {
        throw new RefusedLine(
            "has "
                + (found.isEmpty() ? "no package" : "several packages")
                + " for \""
                + name
                + "\", which another requires: let uv write it anew (uv lock)");
      }
      return new Part(found.get(0), name, "");
    }

    private static boolean agrees(TomlPart dependency, TomlPart candidate) throws RefusedLine {
      Optional<String> version = dependency.text("version");
      Optional<TomlPart> source = dependency.part("source");
      return (version.isEmpty() || version.equals(candidate.text("version")))
          && (source.isEmpty() || sourceText(source).equals(sourceText(candidate.part("source"))));
    }

    private static String sourceText(Optional<TomlPart> source) throws RefusedLine {
      StringBuilder text = new StringBuilder();
      if (source.isPresent()) {
        for (String key : source.get().keys()) {
          text.append(key).append('=').append(source.get().text(key).orElse("")).append('\n');
        }
      }
      return text.toString();
    }

    private void take(Part part, Condition when) {
      try {
        add(part.name, part.described, when);
      } catch (RefusedLine refused) {
        content.problems().add(part.described.fault(part.name, refused.getMessage()));
      }
    }

    private void add(String name, TomlPart described, Condition when) throws RefusedLine {
      TomlPart source =
          described
              .part("source")
              .orElseThrow(() -> new RefusedLine("has no source: lock it anew"));
      if (source.has("registry")) {
        if (!source.neededText("registry").contains("://")) {
          content.link(source.neededText("registry"));
        }
        content.indexed(name, described.neededText("version"), when, hashes(described));
      } else if (source.has("git")) {
        content.addressed(name, repository(source.neededText("git")), when, List.of());
      } else if (source.has("url")) {
        String inner = source.text("subdirectory").map(one -> "#subdirectory=" + one).orElse("");
        content.addressed(name, source.neededText("url") + inner, when, hashes(described));
      } else if (source.has("path")) {
        content.inTree(source.neededText("path"), when);
      } else if (source.has("directory") || source.has("editable")) {
        content.inTree(folder(described).orElseThrow(), when);
      } else if (!source.has("virtual")) {
        throw new RefusedLine("comes from where this plugin knows no way to: export it with uv");
      }
    }

    /** pip's spelling of {@code https://host/a.git?subdirectory=b&tag=v1#commit}. */
    private static String repository(String address) throws RefusedLine {
      String[] halves = address.split("#", 2);
      String[] parts = halves[0].split("\\?", 2);
      if (halves.length < 2 || !halves[1].matches("[0-9a-f]{40}")) {
        throw new RefusedLine("is of a repository without a commit: lock it anew");
      }
      String folder = "";
      for (String pair : parts.length < 2 ? new String[0] : parts[1].split("&")) {
        if (pair.startsWith("subdirectory=")) {
          folder = "#" + pair;
        }
      }
      return "git+" + parts[0] + "@" + halves[1] + folder;
    }

    private static List<String> hashes(TomlPart described) throws RefusedLine {
      List<TomlPart> archives = new ArrayList<>(described.parts("wheels"));
      described.part("sdist").ifPresent(archives::add);
      List<String> hashes = new ArrayList<>();
      for (TomlPart archive : archives) {
        archive.text("hash").ifPresent(hashes::add);
      }
      return hashes;
    }
  }
}
