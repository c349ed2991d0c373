package io.github.djangodeb.chroot;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Copies trees over trees. What is there already stays, files of the same time and size are not
 * copied again, and each file appears whole: others may read the tree meanwhile.
 */
final class TreeMerger {
  private final Path from;
  private final Path to;

  private TreeMerger(Path from, Path to) {
    this.from = from;
    this.to = to;
  }

  /** Copies a file, or a folder with all that is in it, to a place whose folder is there. */
  static void copy(Path from, Path to) throws IOException {
    new TreeMerger(from, to).copy();
  }

  private void copy() throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(place(folder));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            // Sockets and the like are nothing that can be copied.
            if (!attributes.isOther() && !isSame(attributes, place(file))) {
              put(file, place(file));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException unread)
              throws IOException {
            if (unread != null) {
              throw unread;
            }
            alike(folder, place(folder));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private Path place(Path path) {
    Path relative = from.relativize(path);
    return relative.toString().isEmpty() ? to : to.resolve(relative);
  }

  private static boolean isSame(BasicFileAttributes of, Path there) throws IOException {
    if (!Files.isRegularFile(there, LinkOption.NOFOLLOW_LINKS) || !of.isRegularFile()) {
      return false;
    }
    // Copies have the time to the microsecond.
    return Files.size(there) == of.size()
        && Files.getLastModifiedTime(there).to(TimeUnit.MICROSECONDS)
            == of.lastModifiedTime().to(TimeUnit.MICROSECONDS);
  }

  private static void put(Path file, Path place) throws IOException {
    String name = String.format(".copy-%08x", ThreadLocalRandom.current().nextInt());
    Path beside = place.resolveSibling(name);
    try {
      Files.copy(file, beside, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
      Files.move(
          beside, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  private static void alike(Path folder, Path place) throws IOException {
    Set<PosixFilePermission> modes = Files.getPosixFilePermissions(folder);
    if (!Files.getPosixFilePermissions(place).equals(modes)) {
      Files.setPosixFilePermissions(place, modes);
    }
    Files.setLastModifiedTime(place, Files.getLastModifiedTime(folder));
  }
}
