package io.github.djangodeb.cache;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Tells why nothing can be written into the cache folder, and what to do. */
public final class DiskFault {
  /** With less room than this, in bytes, a failed write is put down to a full disk. */
  private static final long FULL = 1L << 20;

  private static final List<String> FULL_MESSAGES =
      List.of("No space left on device", "Disk quota exceeded");

  private DiskFault() {}

  /** The failure to report where {@code refused} kept a file from being written in the folder. */
  public static BuildFailure of(Path folder, IOException refused) {
    return BuildFailure.ofMachine(
        "the cache folder \"" + folder + "\" cannot be written: " + reason(folder, refused),
        refused);
  }

  /** The failure to report where a program ran out of room in the folder. */
  public static BuildFailure full(Path folder, String tail) {
    return BuildFailure.ofMachine(
        "the cache folder \"" + folder + "\" cannot be written: " + tellFull() + "\n" + tail);
  }

  /** Whether a line that a program wrote says that the disk is full. */
  public static boolean tellsFull(String line) {
    return FULL_MESSAGES.stream().anyMatch(line::contains);
  }

  private static String reason(Path folder, IOException refused) {
    String message = String.valueOf(refused.getMessage());
    Path there = existing(folder);
    boolean inTheWay = !there.equals(folder) || refused instanceof FileAlreadyExistsException;
    if (inTheWay && !Files.isDirectory(there)) {
      return "\"" + there + "\" is a file, not a folder; choose another with <cacheDirectory>";
    }
    // Java's text of an errno is in the user's language, so the file system is asked as well.
    if (tellsFull(message) || isFull(folder)) {
      return tellFull();
    }
    if (message.contains("Read-only file system") || isReadOnly(folder)) {
      return "its file system is read-only; choose another folder with <cacheDirectory>";
    }
    if (refused instanceof AccessDeniedException) {
      return "permission denied; make it yours, or choose another folder with <cacheDirectory>";
    }
    return message + "; mend that, or choose another folder with <cacheDirectory>";
  }

  private static String tellFull() {
    return "the disk is full; make room there, or choose another folder with <cacheDirectory>";
  }

  private static boolean isFull(Path folder) {
    try {
      FileStore store = store(folder);
      // One without any room, such as that of /sys, has no files of anybody's.
      return store.getTotalSpace() > 0 && store.getUsableSpace() < FULL;
    } catch (IOException unknown) {
      return false;
    }
  }

  private static boolean isReadOnly(Path folder) {
    try {
      return store(folder).isReadOnly();
    } catch (IOException unknown) {
      return false;
    }
  }

  private static FileStore store(Path folder) throws IOException {
    return Files.getFileStore(existing(folder));
  }

  /** The innermost part of the path that is there. */
  private static Path existing(Path folder) {
    Path there = folder;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return there;
  }
}
