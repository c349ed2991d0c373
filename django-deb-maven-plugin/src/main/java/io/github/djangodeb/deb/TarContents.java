package io.github.djangodeb.deb;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.TargetPath;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.vafer.jdeb.shaded.commons.compress.archivers.tar.TarArchiveEntry;
import org.vafer.jdeb.shaded.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * What an uncompressed tar archive holds.
 *
 * <p>jdeb's own archive producer reads from the beginning to the end, so it cannot bring two
 * archives, or one and a tree, into one order. This reads the headers first, and the files' bytes
 * when they are wanted.
 */
final class TarContents implements Closeable {
  private static final int OWNER_EXECUTE = 0100;

  /** A file's bytes within the archive. */
  private record Place(long begin, long size, int mode) {}

  private final Path file;
  private final FileChannel channel;
  private final Map<TargetPath, Place> places = new HashMap<>();

  TarContents(Path file) throws IOException {
    this.file = file;
    this.channel = FileChannel.open(file);
  }

  void addTo(Contents contents) throws BuildFailure, IOException {
    FilePart bytes = new FilePart(channel, 0, channel.size());
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(bytes, StandardCharsets.UTF_8.name())) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Optional<TargetPath> at = path(entry.getName());
        if (at.isPresent()) {
          add(entry, bytes.position(), at.get(), contents);
        }
        bytes.leaveOut(entry.getSize());
      }
    }
  }

  private void add(TarArchiveEntry entry, long begin, TargetPath at, Contents contents)
      throws BuildFailure {
    if (entry.isDirectory()) {
      contents.addUsualFolder(at);
    } else if (entry.isSymbolicLink()) {
      refuseReplaced(entry.getLinkName());
      contents.addLink(at, entry.getLinkName());
    } else if (entry.isLink()) {
      addFile(linked(entry), at, contents);
    } else if (isPlain(entry)) {
      int mode = (entry.getMode() & OWNER_EXECUTE) != 0 ? 0755 : 0644;
      Place place = new Place(begin, entry.getSize(), mode);
      places.put(at, place);
      addFile(place, at, contents);
    } else {
      throw ContentsReader.special(entry.getName());
    }
  }

  private static boolean isPlain(TarArchiveEntry entry) {
    return entry.isFile()
        && !entry.isFIFO()
        && !entry.isBlockDevice()
        && !entry.isCharacterDevice()
        && !entry.isSparse();
  }

  private void addFile(Place place, TargetPath at, Contents contents) throws BuildFailure {
    contents.addFile(
        at, place.mode(), place.size(), () -> new FilePart(channel, place.begin(), place.size()));
  }

  private Place linked(TarArchiveEntry link) throws BuildFailure {
    Place target = path(link.getLinkName()).map(places::get).orElse(null);
    if (target == null) {
      throw BuildFailure.ofUser(
          "cannot package "
              + Contents.quoted(link.getName())
              + ": it is a hard link to "
              + Contents.quoted(link.getLinkName())
              + ", which "
              + file
              + " does not hold before it: archive both");
    }
    return target;
  }

  /** The path from the root; nothing for the root itself. */
  private static Optional<TargetPath> path(String name) throws BuildFailure {
    refuseReplaced(name);
    String bare = bare(name);
    if (bare.isEmpty() || bare.equals(".")) {
      return Optional.empty();
    }
    try {
      return Optional.of(new TargetPath("/" + bare));
    } catch (IllegalArgumentException odd) {
      throw BuildFailure.ofUser(
          "cannot package "
              + Contents.quoted(name)
              + ": it is no plain path: archive it by a path without \"..\"",
          odd);
    }
  }

  /** The name without {@code ./} and slashes before and behind it. No pattern: this runs often. */
  private static String bare(String name) {
    int begin = 0;
    while (name.startsWith("/", begin) || name.startsWith("./", begin)) {
      begin += name.charAt(begin) == '/' ? 1 : 2;
    }
    int end = name.length();
    while (end > begin && name.charAt(end - 1) == '/') {
      end--;
    }
    return name.substring(begin, end);
  }

  /** What is not UTF-8 arrives as the replacement character. */
  private static void refuseReplaced(String name) throws BuildFailure {
    if (name.indexOf('\uFFFD') >= 0) {
      throw ContentsReader.notUtf8(name);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
