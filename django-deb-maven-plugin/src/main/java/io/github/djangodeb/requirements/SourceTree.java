package io.github.djangodeb.requirements;

import io.github.djangodeb.file.TreeDigest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The exported source tree, and what requirements may name in it. */
final class SourceTree {
  private final Path root;
  private final List<Path> workingFolders;
  private final Map<Path, LocalTree> known = new HashMap<>();

  /**
   * @param root the exported tree, absolute
   * @param workingFolders where people may stand when they run pip, the likeliest first
   */
  SourceTree(Path root, List<Path> workingFolders) throws IOException {
    this.root = root.toRealPath();
    this.workingFolders = List.copyOf(workingFolders);
  }

  /** How messages name a file of the tree. */
  String show(Path file) {
    return root.relativize(file).toString();
  }

  /**
   * The file that an included file's name stands for: it is relative to the file that includes it.
   *
   * @throws RefusedLine if it is not there, or not in the tree
   */
  Path included(String name, Path including) throws RefusedLine {
    Path file = resolved(including.getParent(), name);
    Path real =
        real(file)
            .orElseThrow(
                () ->
                    new RefusedLine(
                        "names a file that is not in the source tree: commit it, or correct its"
                            + " path, which is relative to the folder of this file"));
    if (!Files.isRegularFile(real)) {
      throw new RefusedLine("names a folder: name a file in it");
    }
    return inside(real);
  }

  /**
   * The folder or archive that a relative path stands for.
   *
   * <p>pip resolves it against the folder it is run from, which no file tells. So the likely ones
   * are tried in their order, and last the folder of the file itself.
   *
   * @throws RefusedLine if it is in none of them, or outside the tree
   */
  LocalTree local(String path, Path including) throws RefusedLine {
    Set<Path> folders = new LinkedHashSet<>(workingFolders);
    folders.add(including.getParent());
    folders.add(root);
    boolean leaves = false;
    for (Path folder : folders) {
      Path candidate = resolved(folder, path);
      if (!candidate.startsWith(root)) {
        leaves = true;
      } else if (real(candidate).isPresent()) {
        return digested(inside(real(candidate).get()));
      }
    }
    throw leaves ? outside() : absent();
  }

  private static RefusedLine absent() {
    return new RefusedLine(
        "names a path that is not in the source tree: commit it, or correct the path,"
            + " which is relative to the folder of the requirements file");
  }

  private static RefusedLine outside() {
    return new RefusedLine(
        "leaves the source tree: move what it names into the repository, or set"
            + " <sourceDirectory> to a folder that holds both");
  }

  private static Path resolved(Path folder, String path) throws RefusedLine {
    try {
      return folder.resolve(path).normalize();
    } catch (InvalidPathException odd) {
      throw new RefusedLine("is no path: " + odd.getReason() + "; correct it");
    }
  }

  private static Optional<Path> real(Path path) {
    try {
      return Optional.of(path.toRealPath());
    } catch (IOException absent) {
      return Optional.empty();
    }
  }

  private Path inside(Path real) throws RefusedLine {
    if (!real.startsWith(root)) {
      throw outside();
    }
    return real;
  }

  private LocalTree digested(Path real) {
    return known.computeIfAbsent(
        real,
        path -> {
          try {
            String relative = root.relativize(path).toString();
            return new LocalTree(relative, TreeDigest.of(path));
          } catch (IOException failed) {
            throw new UncheckedIOException(failed);
          }
        });
  }
}
