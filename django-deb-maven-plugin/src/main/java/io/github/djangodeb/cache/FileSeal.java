package io.github.djangodeb.cache;

import io.github.djangodeb.file.FileDigest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A file's SHA-256, with what the file system said of the file when it was taken.
 *
 * <p>Reading a package whole at each build would cost more than the rest of a build that has
 * nothing to do. So the file is taken for unchanged while its inode, size, time of modification and
 * time of change are: the kernel sets the last one at every write, and no program can set it back.
 * Where one differs, the digest decides.
 *
 * @param sha256 64 hexadecimal digits
 * @param inode of the file
 * @param size in bytes
 * @param modified mtime, in nanoseconds since 1970
 * @param changed ctime, in nanoseconds since 1970
 */
record FileSeal(String sha256, long inode, long size, long modified, long changed) {
  private static final int FIELDS = 5;

  /** Writes the file to the disk and takes its seal. */
  static FileSeal of(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      // Else a power cut could leave an empty file of the right size beside a valid seal.
      channel.force(true);
    }
    return take(file);
  }

  private static FileSeal take(Path file) throws IOException {
    Map<String, Object> facts =
        Files.readAttributes(
            file, "unix:ino,size,lastModifiedTime,ctime", LinkOption.NOFOLLOW_LINKS);
    return new FileSeal(
        FileDigest.sha256(file),
        (Long) facts.get("ino"),
        (Long) facts.get("size"),
        nanoseconds(facts.get("lastModifiedTime")),
        nanoseconds(facts.get("ctime")));
  }

  private static long nanoseconds(Object time) {
    return ((FileTime) time).to(TimeUnit.NANOSECONDS);
  }

  /** The seal that {@link #text} wrote; nothing if it is none. */
  static Optional<FileSeal> parse(String text) {
    List<String> fields = List.of(text.strip().split(" "));
    if (fields.size() != FIELDS || !fields.get(0).matches("[0-9a-f]{64}")) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new FileSeal(
              fields.get(0),
              Long.parseLong(fields.get(1)),
              Long.parseLong(fields.get(2)),
              Long.parseLong(fields.get(3)),
              Long.parseLong(fields.get(4))));
    } catch (NumberFormatException odd) {
      return Optional.empty();
    }
  }

  /** One line, for {@link #parse}. */
  String text() {
    return sha256 + " " + inode + " " + size + " " + modified + " " + changed + "\n";
  }

  /** Whether the file system has seen no change of the file since. */
  boolean isUntouched(Path file) throws IOException {
    Map<String, Object> facts =
        Files.readAttributes(
            file, "unix:ino,size,lastModifiedTime,ctime", LinkOption.NOFOLLOW_LINKS);
    return inode == (Long) facts.get("ino")
        && size == (Long) facts.get("size")
        && modified == nanoseconds(facts.get("lastModifiedTime"))
        && changed == nanoseconds(facts.get("ctime"));
  }

  /** A new seal of the file if its content is still the same; nothing otherwise. */
  Optional<FileSeal> renew(Path file) throws IOException {
    FileSeal now = take(file);
    return now.sha256.equals(sha256) ? Optional.of(now) : Optional.empty();
  }
}
