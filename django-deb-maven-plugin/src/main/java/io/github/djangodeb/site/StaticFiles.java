package io.github.djangodeb.site;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.ContentHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is to be known about collected static files.
 *
 * @param digest a hash of their names and contents
 * @param bytes how much room they take
 */
record StaticFiles(String digest, long bytes) {
  /** No files. */
  static final StaticFiles NONE = new StaticFiles("", 0);

  /**
   * Reads a folder of them.
   *
   * @throws BuildFailure the machine's, if it cannot be read
   */
  static StaticFiles in(Path folder) throws BuildFailure {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> files = all.filter(Files::isRegularFile).sorted().toList();
      StringBuilder sums = new StringBuilder();
      long bytes = 0;
      for (Path file : files) {
        byte[] content = Files.readAllBytes(file);
        sums.append(ContentHash.sha256(content)).append(' ');
        sums.append(folder.relativize(file)).append('\n');
        bytes += content.length;
      }
      return new StaticFiles(
          ContentHash.sha256(sums.toString().getBytes(StandardCharsets.UTF_8)), bytes);
    } catch (IOException | UncheckedIOException unreadable) {
      throw BuildFailure.ofMachine(
          "The collected static files in "
              + folder
              + " cannot be read: "
              + unreadable.getMessage()
              + ". Run the build again.",
          unreadable);
    }
  }
}
