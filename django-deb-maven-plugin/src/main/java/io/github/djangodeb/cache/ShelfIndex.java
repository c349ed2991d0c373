package io.github.djangodeb.cache;

import io.github.djangodeb.name.ContentHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which files a shelf holds; its first line is a checksum of the others. */
final class ShelfIndex {
  static final String NAME = "index";

  private static final int FIELDS = 3;

  private ShelfIndex() {}

  /**
   * A file on the shelf.
   *
   * @param sha256 of its content, and its name there
   * @param since when it was put there
   */
  record Entry(String sha256, Instant since) {}

  /** Whether the index can name it: a path that leads down, on one line. */
  static boolean isPath(String path) {
    return !path.isEmpty()
        && !path.startsWith("/")
        && path.chars().noneMatch(Character::isISOControl)
        && !List.of(path.split("/")).contains("..");
  }

  /** The files by their paths; nothing if the index is damaged. */
  static Optional<Map<String, Entry>> read(Path folder) throws IOException {
    Path index = folder.resolve(NAME);
    try {
      if (Files.exists(index, LinkOption.NOFOLLOW_LINKS)
          && !(Files.isRegularFile(index, LinkOption.NOFOLLOW_LINKS) && Owners.trusted(index))) {
        return Optional.empty();
      }
      String all = new String(Files.readAllBytes(index), StandardCharsets.UTF_8);
      int end = all.indexOf('\n');
      if (end < 0 || !all.substring(0, end).equals(checksum(all.substring(end + 1)))) {
        return Optional.empty();
      }
      return Optional.of(parse(all.substring(end + 1)));
    } catch (NoSuchFileException none) {
      return Optional.of(Map.of());
    }
  }

  private static Map<String, Entry> parse(String lines) {
    Map<String, Entry> entries = new TreeMap<>();
    for (String line : lines.lines().toList()) {
      String[] fields = line.split(" ", FIELDS);
      entries.put(
          fields[2], new Entry(fields[0], Instant.ofEpochSecond(Long.parseLong(fields[1]))));
    }
    return entries;
  }

  /** Writes it anew, whole or not at all. */
  static void write(Path folder, Map<String, Entry> entries) throws IOException {
    StringBuilder lines = new StringBuilder();
    new TreeMap<>(entries)
        .forEach(
            (path, entry) ->
                lines
                    .append(entry.sha256())
                    .append(' ')
                    .append(entry.since().getEpochSecond())
                    .append(' ')
                    .append(path)
                    .append('\n'));
    Path fresh = folder.resolve(NAME + ".new");
    Files.deleteIfExists(fresh);
    Files.write(
        fresh, (checksum(lines.toString()) + "\n" + lines).getBytes(StandardCharsets.UTF_8));
    Files.move(fresh, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
  }

  private static String checksum(String lines) {
    return ContentHash.sha256(lines.getBytes(StandardCharsets.UTF_8));
  }
}
