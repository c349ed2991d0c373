package io.github.djangodeb.build;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.file.NewFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Puts finished packages into {@code target/}, under their Debian names. */
final class Placement {
  private final Path target;

  Placement(Path target) {
    this.target = target;
  }

  /**
   * Copies packages, unless they are there already, and deletes those of earlier builds that they
   * replace: {@code apt-get install ./target/*.deb} must not find both.
   *
   * @param replaced which other file names are of earlier builds of the same
   * @return the packages in {@code target/}, in their order
   */
  List<Path> place(List<Artifact> artifacts, Pattern replaced) throws BuildFailure {
    try {
      Files.createDirectories(target);
      List<Path> files = new ArrayList<>();
      for (Artifact artifact : artifacts) {
        files.add(copy(artifact));
      }
      deleteOthers(files, replaced);
      deleteDrafts();
      return files;
    } catch (IOException refused) {
      throw NewFile.failure(target.resolve(artifacts.get(0).fileName()), refused);
    }
  }

  private Path copy(Artifact artifact) throws IOException {
    Path file = target.resolve(artifact.fileName());
    if (!isThere(artifact.cached(), file)) {
      // Whoever builds here builds alone, so a draft that is there was left by a killed build.
      Path draft = target.resolve("." + artifact.fileName());
      try {
        Files.copy(
            artifact.cached(),
            draft,
            StandardCopyOption.REPLACE_EXISTING,
            StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(draft);
      }
    }
    return file;
  }

  private static boolean isThere(Path cached, Path file) throws IOException {
    return Files.isRegularFile(file)
        && Files.size(file) == Files.size(cached)
        // Java copies no more than the microseconds of a file's time.
        && Files.getLastModifiedTime(file).toMillis()
            == Files.getLastModifiedTime(cached).toMillis();
  }

  /** What killed builds left, of this version or another. */
  private void deleteDrafts() throws IOException {
    try (DirectoryStream<Path> drafts =
        Files.newDirectoryStream(target, ".*{_*.deb,_*.buildinfo,.cdx.json}")) {
      for (Path draft : drafts) {
        Files.deleteIfExists(draft);
      }
    }
  }

  private void deleteOthers(List<Path> kept, Pattern replaced) throws IOException {
    try (DirectoryStream<Path> others =
        Files.newDirectoryStream(
            target,
            path ->
                !kept.contains(path)
                    && replaced.matcher(path.getFileName().toString()).matches())) {
      for (Path other : others) {
        Files.delete(other);
      }
    }
  }
}
