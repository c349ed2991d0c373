package io.github.djangodeb.requirements;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A {@code poetry.lock}: since Poetry 2 it says of each package which groups need it; before,
 * {@code pyproject.toml} does, and the lock only what requires what.
 */
final class PoetryFormat implements RequirementsFormat {
  private static final String MAIN = "main";
  private static final String ANEW = "(poetry lock)";

  @Override
  public Requirements read(Place place, Selection selection)
      throws IOException, RefusedLine, BuildFailure {
    TomlPart lock = TomlPart.readLock(place.file(), place.shown(), ANEW);
    LockContent content = new LockContent(place.tree(), place.file());
    Optional<TomlPart> metadata = lock.part("metadata");
    String version = metadata.isPresent() ? metadata.get().text("lock-version").orElse("") : "";
    try {
      Map<TomlPart, Condition> needed =
          switch (version) {
            case "2.1" -> byGroups(lock, selection, content);
            case "2.0" ->
                new PoetryWalk(lock, pyproject(place), content).needed(place.shown(), selection);
            case "" ->
                // It stands at the end.
                throw new RefusedLine(
                    "does not say its version, as one that broke off: "
                        + TomlPart.lockRemedy(ANEW));
            default ->
                throw new RefusedLine(
                    "is of the version \""
                        + version
                        + "\", and 2.0 and 2.1 are known here: let Poetry write it anew"
                        + " (poetry lock)");
          };
      needed.forEach((described, when) -> take(described, when, content));
      compare(place, lock, content);
    } catch (RefusedLine refused) {
      content.problems().add(place.shown() + ": " + refused.getMessage());
    }
    return content.result();
  }

  private static TomlPart pyproject(Place place) throws IOException, RefusedLine {
    Path file =
        place
            .pyproject(place.file().getParent())
            .orElseThrow(
                () ->
                    new RefusedLine(
                        "has no pyproject.toml beside it, which it belongs to: commit that too"));
    return TomlPart.read(file, place.shown(file));
  }

  /** Refuses a lock that was made for another pyproject.toml than the one beside it. */
  private static void compare(Place place, TomlPart lock, LockContent content)
      throws IOException, RefusedLine {
    Optional<Path> file = place.pyproject(place.file().getParent());
    Optional<TomlPart> pyproject = file.isPresent() ? TomlPart.known(file.get()) : Optional.empty();
    if (pyproject.isEmpty()) {
      return;
    }
    PoetryFit fit = new PoetryFit(pyproject.get());
    if (!fit.holds(lock)) {
      SortedSet<String> missing = fit.missing(lock);
      throw new RefusedLine(
          "does not fit the pyproject.toml beside it, which has changed since: "
              + (missing.isEmpty()
                  ? "its content-hash is of other dependencies"
                  : "it lacks " + String.join(", ", missing))
              + ". Run \"poetry lock\", and commit "
              + content.shown());
    }
  }

  private static Map<TomlPart, Condition> byGroups(
      TomlPart lock, Selection selection, LockContent content) throws RefusedLine {
    Map<TomlPart, Condition> needed = new LinkedHashMap<>();
    SortedSet<String> extras = new TreeSet<>();
    SortedSet<String> groups = new TreeSet<>();
    lock.part("extras").ifPresent(table -> extras.addAll(table.keys()));
    SortedSet<String> wanted = new TreeSet<>(selection.groups());
    wanted.add(MAIN);
    for (TomlPart described : lock.parts("package")) {
      groups.addAll(described.texts("groups"));
      List<Condition> any = new ArrayList<>();
      for (String group : described.texts("groups")) {
        if (wanted.contains(group)) {
          any.add(when(described, group, selection));
        }
      }
      needed.put(described, Condition.any(any));
    }
    groups.remove(MAIN);
    selection.check(content.shown(), extras, groups, content.problems());
    return needed;
  }

  /** The markers of a package are text, or text for each group that needs it. */
  private static Condition when(TomlPart described, String group, Selection selection)
      throws RefusedLine {
    Optional<String> marker =
        described.isTable("markers")
            ? described.part("markers").orElseThrow().text(group)
            : described.text("markers");
    return marker.isPresent() ? Marker.of(marker.get(), selection) : Condition.ALWAYS;
  }

  private static void take(TomlPart described, Condition when, LockContent content) {
    if (when.equals(Condition.NEVER)) {
      return;
    }
    String name = "a package";
    try {
      name = described.neededText("name");
      add(name, described, when, content);
    } catch (RefusedLine refused) {
      content.problems().add(described.fault(name, refused.getMessage()));
    }
  }

  private static void add(String name, TomlPart described, Condition when, LockContent content)
      throws RefusedLine {
    Optional<TomlPart> source = described.part("source");
    String kind = source.isPresent() ? source.get().text("type").orElse("legacy") : "legacy";
    switch (kind) {
      case "legacy" ->
          content.indexed(name, described.neededText("version"), when, hashes(described));
      case "git" -> content.addressed(name, repository(source.get()), when, List.of());
      case "url" ->
          content.addressed(
              name, source.get().neededText("url") + inner(source.get()), when, hashes(described));
      case "directory", "file" -> content.inTree(source.get().neededText("url"), when);
      default ->
          throw new RefusedLine(
              "comes from a \"" + kind + "\", which is not known here: export the lock");
    }
  }

  private static String repository(TomlPart source) throws RefusedLine {
    return "git+"
        + source.neededText("url")
        + "@"
        + source.neededText("resolved_reference")
        + inner(source);
  }

  private static String inner(TomlPart source) throws RefusedLine {
    return source.text("subdirectory").map(folder -> "#subdirectory=" + folder).orElse("");
  }

  private static List<String> hashes(TomlPart described) throws RefusedLine {
    List<String> hashes = new ArrayList<>();
    for (TomlPart file : described.parts("files")) {
      file.text("hash").ifPresent(hashes::add);
    }
    return hashes;
  }
}
