package io.github.djangodeb.requirements;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where requirements come from: one of the ways in which projects keep them. */
interface RequirementsFormat {
  /**
   * What a file of this format lists.
   *
   * @param place the file and what is around it
   * @param selection the optional parts that are wanted
   * @throws RefusedLine if the file as a whole cannot be taken; its message is whole
   * @throws BuildFailure the user's, with every part of the file that cannot be packaged
   */
  Requirements read(Place place, Selection selection) throws IOException, RefusedLine, BuildFailure;

  /**
   * A file of the exported source.
   *
   * @param root of the source
   * @param file without links in its path
   * @param projectFolder the folder of {@code manage.py}
   */
  record Place(Path root, Path file, Path projectFolder) {
    /** The tree, where paths in the file are relative to the file's own folder. */
    SourceTree tree() throws IOException {
      return new SourceTree(root, List.of(file.getParent()));
    }

    String shown() throws IOException {
      return shown(file);
    }

    /** How messages name a file of the source. */
    String shown(Path other) throws IOException {
      return root.toRealPath().relativize(other).toString();
    }

    /** The {@code pyproject.toml} of a folder, if there is one and it is of the source. */
    Optional<Path> pyproject(Path folder) throws IOException {
      Path file = folder.resolve("pyproject.toml");
      if (!Files.isRegularFile(file)) {
        return Optional.empty();
      }
      Path real = file.toRealPath();
      return real.startsWith(root.toRealPath()) ? Optional.of(real) : Optional.empty();
    }
  }
}
