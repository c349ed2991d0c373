package io.github.djangodeb.git;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.eclipse.jgit.lib.Repository;

/**
 * What a build that was killed left in a mirror. Whoever holds the mirror's lock knows that nobody
 * works on it: a lock of git's own is a dead one's, and would keep a branch where it was.
 */
final class MirrorRest {
  private MirrorRest() {}

  static void delete(Repository mirror) throws IOException {
    Files.walkFileTree(
        mirror.getDirectory().toPath(),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (isRest(file)) {
              Files.deleteIfExists(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static boolean isRest(Path file) {
    String name = file.getFileName().toString();
    // No branch can be called so; objects that are whole are.
    return name.endsWith(".lock")
        || (file.toString().contains("/objects/")
            && (name.startsWith("incoming_") || name.endsWith(".tmp") || name.endsWith("_tmp")));
  }
}
