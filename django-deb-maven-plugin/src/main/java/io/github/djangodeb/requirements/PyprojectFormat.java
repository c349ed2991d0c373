package io.github.djangodeb.requirements;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.failure.Problems;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A {@code pyproject.toml} without a lock: what its {@code [project]} depends on. */
final class PyprojectFormat implements RequirementsFormat {
  /** Whether a file has anything for this format, or for Poetry's. */
  static boolean isOne(Path file, String shown) throws IOException, RefusedLine {
    TomlPart project = TomlPart.read(file, shown);
    return project.has("project") || project.below("tool", "poetry").isPresent();
  }

  @Override
  public Requirements read(Place place, Selection selection)
      throws IOException, RefusedLine, BuildFailure {
    TomlPart file = TomlPart.read(place.file(), place.shown());
    Optional<TomlPart> project = file.part("project");
    boolean dynamic =
        project.isPresent()
            && (project.get().texts("dynamic").contains("dependencies")
                || !selection.extras().isEmpty()
                    && project.get().texts("dynamic").contains("optional-dependencies"));
    if (dynamic) {
      throw new RefusedLine(
          place.shown()
              + " leaves its dependencies to the build back end (\"dynamic\"): name the file that"
              + " lists them in <requirements>, or write a lock");
    }
    if (project.isEmpty() || !project.get().has("dependencies") && usesPoetry(file)) {
      throw new RefusedLine(
          place.shown()
              + " has its dependencies in Poetry's own format, which only a lock makes exact: commit"
              + " poetry.lock (poetry lock), or name another file in <requirements>");
    }
    return new Reading(place, selection).of(file, project.get());
  }

  private static boolean usesPoetry(TomlPart file) throws RefusedLine {
    return file.below("tool", "poetry", "dependencies").isPresent();
  }

  private static final class Reading {
    private final Place place;
    private final Selection selection;
    private final RequirementParser parser;
    private final Problems problems = new Problems();
    private final SortedMap<String, Requirement> wanted = new TreeMap<>();
    private final SortedSet<String> variables = new TreeSet<>();

    Reading(Place place, Selection selection) throws IOException {
      this.place = place;
      this.selection = selection;
      this.parser = new RequirementParser(place.tree());
    }

    Requirements of(TomlPart file, TomlPart project) throws IOException, RefusedLine, BuildFailure {
      ProjectLists lists = new ProjectLists(place.shown(), file, project, problems);
      selection.check(place.shown(), lists.extras(), lists.groups(), problems);
      takeAll(lists.dependencies());
      for (String extra : selection.extras()) {
        takeAll(lists.extra(extra));
      }
      for (String group : selection.groups()) {
        takeAll(lists.group(group));
      }
      problems.throwIfAny();
      return new RequirementsBuilder(place.shown(), false, wanted.values())
          .variables(variables)
          .build();
    }

    private void takeAll(List<String> lines) throws IOException {
      for (String line : lines) {
        try {
          RequirementsReader.checkCharacters(line);
          variables.addAll(Variables.in(line));
          Requirement requirement = parser.parse(line.strip(), new TreeSet<>(), place.file());
          wanted.put(requirement.canonical(), requirement);
        } catch (RefusedLine refused) {
          problems.add(
              place.shown() + ": \"" + Credentials.mask(line) + "\" " + refused.getMessage());
        }
      }
    }
  }
}
