package io.github.djangodeb.site;

import io.github.djangodeb.file.TreeDigest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Templates that a site's package brings over those of the project.
 *
 * @param folder of this machine
 * @param digest a hash of all that lies in it
 */
public record Templates(Path folder, String digest) {
  public Templates {
    Objects.requireNonNull(folder);
    Objects.requireNonNull(digest);
  }

  /**
   * Reads a folder of them.
   *
   * @throws IllegalArgumentException if it is none, or holds something else than folders and plain
   *     files
   */
  public static Templates in(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "\"" + folder + "\" is no folder: name one of templates, relative to the pom's");
    }
    try {
      Optional<Path> odd = odd(folder);
      if (odd.isPresent()) {
        throw new IllegalArgumentException(
            "\""
                + odd.get()
                + "\" is neither a folder nor a plain file, and might be another one on the host:"
                + " replace it by a copy of what it stands for");
      }
      return new Templates(folder, TreeDigest.of(folder));
    } catch (IOException | UncheckedIOException unreadable) {
      throw new IllegalArgumentException(
          "\"" + folder + "\" cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  private static Optional<Path> odd(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> !path.equals(folder))
          .filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .filter(path -> !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .findFirst();
    }
  }

  /** Goes into the hash over a package, which is the same wherever the project lies. */
  @Override
  public String toString() {
    return "Templates[" + digest + "]";
  }
}
