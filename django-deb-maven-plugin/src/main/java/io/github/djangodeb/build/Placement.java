package io.github.djangodeb.build;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;

/** Puts finished packages into {@code target/}, under their Debian names. */
final class Placement {
  private final Path target;

  Placement(Path target) {
    this.target = target;
  }

  /**
   * Copies a package, unless it is there already, and deletes the one of an earlier build that it
   * replaces: {@code apt-get install ./target/*.deb} must not find both.
   *
   * @param replaced which other file names are of earlier builds of the same
   * @return the package in {@code target/}
   */
  Path place(Artifact artifact, Pattern replaced) throws BuildFailure {
    Path file = target.resolve(artifact.fileName());
    try {
      Files.createDirectories(target);
      if (!isThere(artifact.cached(), file)) {
        Path draft = target.resolve("." + artifact.fileName());
        Files.copy(
            artifact.cached(),
            draft,
            StandardCopyOption.REPLACE_EXISTING,
            StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      }
      deleteOthers(file, replaced);
      return file;
    } catch (IOException refused) {
      throw BuildFailure.ofMachine(
          "The package cannot be put into " + target + ": " + refused.getMessage(), refused);
    }
  }

  private static boolean isThere(Path cached, Path file) throws IOException {
    return Files.isRegularFile(file)
        && Files.size(file) == Files.size(cached)
        // Java copies no more than the microseconds of a file's time.
        && Files.getLastModifiedTime(file).toMillis()
            == Files.getLastModifiedTime(cached).toMillis();
  }

  private void deleteOthers(Path kept, Pattern replaced) throws IOException {
    try (DirectoryStream<Path> others =
        Files.newDirectoryStream(
            target,
            path ->
                !path.equals(kept) && replaced.matcher(path.getFileName().toString()).matches())) {
      for (Path other : others) {
        Files.delete(other);
      }
    }
  }
}
