package io.github.djangodeb.requirements;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Finds the file that a project keeps its requirements in, whatever its format. */
public final class RequirementsFinder {
  private static final String PLAIN = "requirements.txt";
  private static final String PYPROJECT = "pyproject.toml";

  /** The files that are looked for, the first one that is there wins. */
  private static final List<String> USUAL =
      List.of(PLAIN, "pylock.toml", "uv.lock", "poetry.lock", PYPROJECT);

  /** Of other tools, with what makes one of the above out of each. */
  private static final SortedMap<String, String> FOREIGN =
      new TreeMap<>(
          Map.of(
              "pdm.lock", "pdm export --format pylock --output pylock.toml",
              "Pipfile.lock", "pipenv requirements > requirements.txt",
              "Pipfile", "pipenv requirements > requirements.txt"));

  private static final Pattern PYLOCK = Pattern.compile("pylock(\\.[^.]+)?\\.toml");

  private final Path root;
  private final Path projectFolder;

  private RequirementsFinder(Path root, Path projectFolder) {
    this.root = root;
    this.projectFolder = projectFolder;
  }

  /**
   * Finds and reads it.
   *
   * @param root the exported source tree
   * @param projectFolder the folder of {@code manage.py} in it
   * @throws BuildFailure the user's, if there is none, or something in it cannot be packaged
   */
  public static Requirements find(Path root, Path projectFolder, RequirementsChoice choice)
      throws BuildFailure {
    try {
      return new RequirementsFinder(root, projectFolder).found(choice);
    } catch (RefusedLine refused) {
      throw BuildFailure.ofUser(refused.getMessage());
    } catch (IOException failed) {
      throw BuildFailure.ofMachine("cannot read the requirements: " + failed.getMessage(), failed);
    }
  }

  private Requirements found(RequirementsChoice choice)
      throws IOException, RefusedLine, BuildFailure {
    if (choice.file().isPresent()) {
      return read(named(choice.file().get()), choice);
    }
    List<Path> there = usual();
    if (there.isEmpty()) {
      throw new RefusedLine(nothing());
    }
    Requirements taken = read(there.get(0), choice);
    return there.size() == 1 ? taken : taken.with(passedOver(there));
  }

  private Path named(String name) throws RefusedLine {
    Path file = root.resolve(name).normalize();
    if (!file.startsWith(root) || !Files.isRegularFile(file)) {
      throw new RefusedLine(
          "<requirements> \""
              + name
              + "\" is no file of the packaged source."
              + " Commit it, or name it relative to <sourceDirectory>.");
    }
    return file;
  }

  /** The usual files that are there, in their order. */
  private List<Path> usual() throws IOException, RefusedLine {
    List<Path> there = new ArrayList<>();
    for (String name : USUAL) {
      Optional<Path> file = beside(name);
      // Many projects have a pyproject.toml for their tools alone.
      if (file.isPresent()
          && (!name.equals(PYPROJECT)
              || there.isEmpty() && PyprojectFormat.isOne(file.get(), name))) {
        there.add(file.get());
      }
    }
    return there;
  }

  /** The file of that name beside manage.py, or else at the root. */
  private Optional<Path> beside(String name) {
    Set<Path> folders = new LinkedHashSet<>(List.of(projectFolder.normalize(), root));
    return folders.stream()
        .map(folder -> folder.resolve(name))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private String nothing() {
    String message =
        "There is no requirements.txt in the packaged source, neither beside manage.py nor at the"
            + " root, and no pylock.toml, uv.lock, poetry.lock or [project] in a pyproject.toml.";
    for (Map.Entry<String, String> foreign : FOREIGN.entrySet()) {
      if (beside(foreign.getKey()).isPresent()) {
        return message + " " + convert(foreign.getKey());
      }
    }
    return message + " Commit one, or name another file in <requirements>.";
  }

  private static String convert(String foreign) {
    return foreign
        + " is of a format that is not read: commit what \""
        + FOREIGN.get(foreign)
        + "\" writes.";
  }

  private String passedOver(List<Path> there) {
    List<String> others =
        there.subList(1, there.size()).stream()
            .map(file -> root.relativize(file).toString())
            .toList();
    return root.relativize(there.get(0))
        + " is installed, and not "
        + String.join(" or ", others)
        + ": <requirements> names another";
  }

  private Requirements read(Path file, RequirementsChoice choice)
      throws IOException, RefusedLine, BuildFailure {
    Path real = file.toRealPath();
    if (!real.startsWith(root.toRealPath())) {
      throw new RefusedLine(
          "\""
              + root.relativize(file)
              + "\" is a link that leaves the source tree: commit the file itself.");
    }
    String name = file.getFileName().toString();
    return format(name)
        .read(new RequirementsFormat.Place(root, real, projectFolder), choice.selection());
  }

  private static RequirementsFormat format(String name) throws RefusedLine {
    if (FOREIGN.containsKey(name)) {
      throw new RefusedLine(convert(name));
    }
    if (PYLOCK.matcher(name).matches()) {
      return new PylockFormat();
    }
    return switch (name) {
      case "uv.lock" -> new UvFormat();
      case "poetry.lock" -> new PoetryFormat();
      case PYPROJECT -> new PyprojectFormat();
      // Whatever else it is called: "requirements.lock" is one of pip's too.
      default -> new PipFormat();
    };
  }
}
