package io.github.djangodeb.git;

import io.github.djangodeb.file.Utf8Path;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Repository;

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
      return paths.stream()
          .flatMap(path -> others(path, WorkTree.resolve(repository, path), places))
          .toList();
    } catch (UncheckedIOException unreadable) {
      throw unreadable.getCause();
    }
  }

  /** The path, or of a folder with something aside in it what else it holds. */
  private static Stream<String> others(String path, Path place, List<Path> aside) {
    if (aside.stream().anyMatch(place::startsWith)) {
      return Stream.empty();
    }
    if (aside.stream().noneMatch(one -> one.startsWith(place))) {
      return Stream.of(path);
    }
    try (Stream<Path> children = Files.list(place)) {
      return children.sorted().toList().stream()
          .flatMap(child -> others(path + name(child), child, aside));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String name(Path child) {
    String name = Utf8Path.text(child.getFileName()).orElse(child.getFileName().toString());
    return name + (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS) ? "/" : "");
  }
}
