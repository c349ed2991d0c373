package io.github.djangodeb.django;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the Django project in a source tree, the way a person would: by its manage.py. */
public final class DjangoProjectFinder {
  private static final int MAX_DEPTH = 6;
  private static final Set<String> NEVER_A_PROJECT =
      Set.of("node_modules", "site-packages", "venv", "env");
  private static final Pattern SETTINGS =
      Pattern.compile(
          "(?m)^[^#\n]*DJANGO_SETTINGS_MODULE['\"]\\s*(?:,|\\]\\s*=)\\s*['\"]([\\w.]+)['\"]");

  private final Path tree;

  /**
   * @param tree the root of the source tree
   */
  public DjangoProjectFinder(Path tree) {
    this.tree = tree;
  }

  /**
   * Finds the project.
   *
   * @param folder what {@code <projectDirectory>} says, if anything
   * @param settings what {@code <settings>} says, if anything
   * @throws BuildFailure the user's, if there is none, or no single one, or nothing names its
   *     settings
   */
  public DjangoProject find(Optional<String> folder, Optional<String> settings)
      throws BuildFailure {
    try {
      String found = folder.isPresent() ? existing(folder.get()) : search(settings.isPresent());
      String module = settings.isPresent() ? settings.get() : settingsOf(found);
      return new DjangoProject(found, module);
    } catch (IllegalArgumentException refused) {
      throw BuildFailure.ofUser(
          "<projectDirectory> or <settings>: " + refused.getMessage() + ".", refused);
    } catch (IOException | UncheckedIOException unreadable) {
      throw unreadable(unreadable);
    }
  }

  private String existing(String folder) throws BuildFailure {
    if (folder.equals(".")) {
      return "";
    }
    Path below = tree.resolve(folder).normalize();
    if (!below.startsWith(tree) || !Files.isDirectory(below)) {
      throw BuildFailure.ofUser(
          "<projectDirectory> \""
              + folder
              + "\" is no folder of the packaged source."
              + " Name the folder of manage.py, relative to <sourceDirectory>.");
    }
    return relative(below);
  }

  private String search(boolean settingsKnown) throws IOException, BuildFailure {
    List<Path> nearest = nearestManagePys();
    if (nearest.isEmpty()) {
      if (settingsKnown) {
        return "";
      }
      throw BuildFailure.ofUser(
          "There is no manage.py of a Django project in the packaged source."
              + " If it was not committed, commit it; if it lies outside the pom's folder,"
              + " set <sourceDirectory>; a project without one needs <settings>.");
    }
    if (nearest.size() > 1) {
      throw BuildFailure.ofUser(
          "There are "
              + nearest.size()
              + " Django projects in the packaged source: "
              + nearest.stream().map(this::relative).collect(Collectors.joining(", "))
              + ". Name the folder of the one to package in <projectDirectory>.");
    }
    return relative(nearest.get(0).getParent());
  }

  /**
   * The folders of the least deep manage.py: of the project, if it is one. The tree's root is
   * {@code .}.
   *
   * @throws BuildFailure the machine's, if the tree cannot be read
   */
  public List<String> nearest() throws BuildFailure {
    try {
      return nearestManagePys().stream()
          .map(path -> relative(path.getParent()))
          .map(folder -> folder.isEmpty() ? "." : folder)
          .toList();
    } catch (IOException | UncheckedIOException unreadable) {
      throw unreadable(unreadable);
    }
  }

  private List<Path> nearestManagePys() throws IOException {
    List<Path> found = managePys();
    return found.stream()
        .filter(path -> path.getNameCount() == found.get(0).getNameCount())
        .toList();
  }

  private BuildFailure unreadable(Exception why) {
    return BuildFailure.ofMachine(
        "The source tree " + tree + " cannot be read: " + why.getMessage(), why);
  }

  /** Every manage.py that mentions Django, the least deep first. */
  private List<Path> managePys() throws IOException {
    try (Stream<Path> all =
        Files.find(
            tree,
            MAX_DEPTH,
            (path, attributes) ->
                attributes.isRegularFile()
                    && path.endsWith("manage.py")
                    && mayHoldProject(tree.relativize(path)))) {
      return all.filter(path -> read(path).toLowerCase(java.util.Locale.ROOT).contains("django"))
          .sorted(Comparator.comparingInt(Path::getNameCount).thenComparing(Path::toString))
          .toList();
    }
  }

  private static boolean mayHoldProject(Path relative) {
    for (Path part : relative) {
      String name = part.toString();
      if (name.startsWith(".") || NEVER_A_PROJECT.contains(name)) {
        return false;
      }
    }
    return true;
  }

  /** What manage.py names, or else the project's wsgi.py or asgi.py. */
  private String settingsOf(String folder) throws IOException, BuildFailure {
    Path project = tree.resolve(folder);
    Set<String> named = settingsNamedIn(List.of(project.resolve("manage.py")));
    if (named.isEmpty()) {
      named = settingsNamedIn(below(project, "wsgi.py", "asgi.py"));
    }
    if (named.isEmpty()) {
      throw BuildFailure.ofUser(
          "No settings module is named in "
              + relative(project.resolve("manage.py"))
              + ", nor in a wsgi.py beside it. Name it in <settings>, such as"
              + " <settings>shop.settings</settings>.");
    }
    if (named.size() > 1) {
      throw BuildFailure.ofUser(
          relative(project.resolve("manage.py"))
              + " names several settings modules: "
              + String.join(", ", named)
              + ". Name the one for production in <settings>.");
    }
    return named.iterator().next();
  }

  private static List<Path> below(Path project, String... names) throws IOException {
    Set<String> wanted = Set.of(names);
    try (Stream<Path> all = Files.walk(project, 2)) {
      return all.filter(path -> wanted.contains(path.getFileName().toString())).sorted().toList();
    }
  }

  private static Set<String> settingsNamedIn(List<Path> files) {
    Set<String> named = new TreeSet<>();
    for (Path file : files) {
      if (Files.isRegularFile(file)) {
        SETTINGS.matcher(read(file)).results().forEach(match -> named.add(match.group(1)));
      }
    }
    return named;
  }

  /** As Latin-1, so that no byte of a file is refused: only ASCII in it matters here. */
  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private String relative(Path path) {
    return tree.relativize(path).toString();
  }
}
