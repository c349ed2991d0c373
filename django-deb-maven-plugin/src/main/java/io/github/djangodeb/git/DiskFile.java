package io.github.djangodeb.git;

import io.github.djangodeb.file.Utf8Path;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;

/**
 * A tracked file whose name JGit cannot see: in the locale {@code C} it, and Java's older file
 * classes, know ASCII names only.
 */
record DiskFile(Path path) {
  /** Whether JGit may have failed to see a file of that name. */
  static boolean isNeededFor(String name) {
    return name.chars().anyMatch(character -> character >= 0x80);
  }

  /** Whether it is not as the index has it: by its kind, its mode and its bytes. */
  boolean differsFrom(DirCacheEntry entry) throws IOException {
    return !FileMode.fromBits(entry.getRawMode()).equals(mode().orElse(FileMode.MISSING))
        || !entry.getObjectId().equals(id());
  }

  /** Its kind as git has it; nothing if it is not there or is nothing that git knows. */
  Optional<FileMode> mode() {
    if (Files.isSymbolicLink(path)) {
      return Optional.of(FileMode.SYMLINK);
    }
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    return Optional.of(Files.isExecutable(path) ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE);
  }

  /** The target of a link, as git keeps it. */
  byte[] target() throws IOException {
    Path target = Files.readSymbolicLink(path);
    return Utf8Path.text(target)
        .orElseThrow(() -> new IOException(path + " has a target that is not UTF-8"))
        .getBytes(StandardCharsets.UTF_8);
  }

  private ObjectId id() throws IOException {
    try (ObjectInserter.Formatter formatter = new ObjectInserter.Formatter()) {
      if (Files.isSymbolicLink(path)) {
        return formatter.idFor(Constants.OBJ_BLOB, target());
      }
      try (InputStream bytes = Files.newInputStream(path)) {
        return formatter.idFor(Constants.OBJ_BLOB, Files.size(path), bytes);
      }
    }
  }
}
