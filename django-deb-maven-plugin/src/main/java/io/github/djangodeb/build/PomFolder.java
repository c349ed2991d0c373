package io.github.djangodeb.build;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.file.WorkTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What is told of a pom that lies in a folder of the repository, and is written for its root. */
final class PomFolder {
  private PomFolder() {}

  /**
   * Refuses a file that the packaged folder does not have and the repository's root has.
   *
   * @param tree the exported source
   * @param requirements what {@code <requirements>} says, if anything
   * @throws BuildFailure the user's
   */
  static void check(Origin origin, Path tree, Optional<String> requirements) throws BuildFailure {
    Optional<Path> root = WorkTree.around(origin.folder());
    if (requirements.isEmpty()
        || origin.repository().isPresent()
        || origin.sourceDirectory().isPresent()
        || root.isEmpty()
        || root.get().equals(origin.folder())) {
      return;
    }
    String file = requirements.get();
    if (!Files.isRegularFile(tree.resolve(file)) && Files.isRegularFile(root.get().resolve(file))) {
      Path folder = root.get().relativize(origin.folder());
      Path path = Path.of(file);
      throw BuildFailure.ofUser(
          "<requirements> \""
              + file
              + "\" is no file of the packaged source, which is the pom's folder \""
              + folder
              + "\", but one of the repository: put the pom into the repository's root"
              + (path.startsWith(folder)
                  ? ", or write <requirements>"
                      + folder.relativize(path)
                      + "</requirements> if the folder is all that the site needs."
                  : "."));
    }
  }
}
