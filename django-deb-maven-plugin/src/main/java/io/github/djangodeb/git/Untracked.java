package io.github.djangodeb.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.FileTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.PathFilter;

/** What is told of files that git does not track, and that are therefore not packaged. */
final class Untracked {
  private final List<Path> aside;

  /**
   * @param aside files and folders that nobody expects to be packaged of a commit
   */
  Untracked(Collection<Path> aside) {
    this.aside = aside.stream().map(path -> path.toAbsolutePath().normalize()).toList();
  }

  /**
   * Those that are told.
   *
   * @param paths as {@link Changes#untracked} has them
   */
  List<String> told(Repository repository, List<String> paths) throws IOException {
    Path root = repository.getWorkTree().toPath().toAbsolutePath().normalize();
    List<Path> places = aside.stream().filter(path -> path.startsWith(root)).toList();
    try {
      return paths.stream().flatMap(path -> others(repository, path, places).stream()).toList();
    } catch (UncheckedIOException unreadable) {
      throw unreadable.getCause();
    }
  }

  /** The path, or of a folder with something aside in it what else it holds. */
  private static List<String> others(Repository repository, String path, List<Path> aside) {
    Path place = WorkTree.resolve(repository, path);
    if (aside.stream().anyMatch(place::startsWith)) {
      return List.of();
    }
    if (aside.stream().noneMatch(one -> one.startsWith(place))) {
      return List.of(path);
    }
    if (!path.endsWith("/")) {
      // A link or a repository of its own may have what is aside; below a file there is nothing.
      return Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS) ? List.of(path) : List.of();
    }
    try {
      return children(repository, path).stream()
          .flatMap(child -> others(repository, child, aside).stream())
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** What a folder that is not tracked holds, and git does not ignore. */
  private static List<String> children(Repository repository, String folder) throws IOException {
    List<String> found = new ArrayList<>();
    try (TreeWalk walk = new TreeWalk(repository)) {
      walk.addTree(new FileTreeIterator(repository));
      walk.setFilter(PathFilter.create(folder));
      while (walk.next()) {
        String path = walk.getPathString() + (walk.isSubtree() ? "/" : "");
        if (walk.isSubtree() && folder.startsWith(path)) {
          walk.enterSubtree();
        } else if (!walk.getTree(0, FileTreeIterator.class).isEntryIgnored()) {
          found.add(path);
        }
      }
    }
    return found;
  }
}
