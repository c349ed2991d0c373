package io.github.djangodeb.django;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the settings of a project lie in a source tree: looked for before they are imported. */
public final class SettingsModule {
  private static final String SOURCE = ".py";

  private final DjangoProject project;
  private final Path folder;
  private final List<Path> roots;

  /**
   * @param tree the root of the source tree
   */
  public SettingsModule(Path tree, DjangoProject project) {
    this.project = project;
    this.folder = tree.resolve(project.folder());
    this.roots = List.of(folder, tree);
  }

  /**
   * Sees that they are there. A source without a manage.py is taken for one whose project is among
   * its requirements; so nothing can be told of settings that it does not have.
   *
   * @param stated whether {@code <settings>} names them, and not manage.py
   * @throws BuildFailure the user's, if they are not
   */
  public void require(boolean stated) throws BuildFailure {
    String[] parts = project.settings().split("\\.");
    if (roots.stream().anyMatch(root -> holds(below(root, parts), last(parts)))) {
      return;
    }
    boolean known = roots.stream().anyMatch(root -> Files.isDirectory(root.resolve(parts[0])));
    if (known || Files.isRegularFile(folder.resolve("manage.py"))) {
      throw BuildFailure.ofUser(
          "There is no settings module \""
              + project.settings()
              + "\" in the packaged source"
              + (stated ? "" : ", and manage.py names it")
              + neighbours(parts)
              + (stated ? ". Correct <settings>" : ". Name the one for production in <settings>")
              + ", or commit its file if that is missing.");
    }
  }

  private static Path below(Path root, String... parts) {
    return root.resolve(String.join("/", List.of(parts).subList(0, parts.length - 1)));
  }

  private static String last(String... parts) {
    return parts[parts.length - 1];
  }

  /** As source, as a package, or compiled. */
  private static boolean holds(Path folder, String module) {
    return Files.exists(folder.resolve(module).resolve("__init__.py"))
        || files(folder).stream()
            .anyMatch(
                file ->
                    file.equals(module + SOURCE)
                        || file.equals(module + ".pyc")
                        || file.startsWith(module + ".") && file.endsWith(".so"));
  }

  private String neighbours(String... parts) {
    Optional<List<String>> modules =
        roots.stream()
            .map(root -> modules(below(root, parts)))
            .filter(found -> parts.length > 1 && !found.isEmpty())
            .findFirst();
    return modules.map(found -> ": there are " + String.join(", ", found)).orElse("");
  }

  private static List<String> modules(Path folder) {
    return files(folder).stream()
        .filter(file -> file.endsWith(SOURCE) && !file.startsWith("__"))
        .map(file -> file.substring(0, file.length() - SOURCE.length()))
        .toList();
  }

  private static List<String> files(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException absent) {
      // What cannot be listed has no settings either.
      return List.of();
    }
  }
}
