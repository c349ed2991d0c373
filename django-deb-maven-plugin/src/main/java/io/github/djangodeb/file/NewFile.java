package io.github.djangodeb.file;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that appears whole or not at all: it is written beside its place and then renamed.
 *
 * <p>Not {@code Files.createTempFile}, whose result only its owner may read.
 */
public final class NewFile implements AutoCloseable {
  /** With less room than this, in bytes, a failed write is put down to a full disk. */
  private static final long FULL = 1L << 20;

  private final Path file;
  private final Path beside;

  /**
   * Prepares for a file; its folder is made.
   *
   * @throws IOException if its folder cannot be made
   */
  public NewFile(Path file) throws IOException {
    this.file = file.toAbsolutePath();
    Path folder = this.file.getParent();
    Files.createDirectories(folder);
    this.beside =
        folder.resolve("." + file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
  }

  /** Where it is written until it is whole. */
  public Path beside() {
    return beside;
  }

  /** Puts what was written in its place, over what may be there. */
  public void appear() throws IOException {
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Throws away what did not become whole. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(beside);
    } catch (IOException leftBehind) {
      // The failure that brought us here is the one to tell; the next run writes over the rest.
    }
  }

  /** The failure to tell when {@code file} could not be written. */
  public static BuildFailure failure(Path file, IOException cause) {
    String why =
        isFull(file, cause)
            ? "its disk is full: make room there"
            : reason(cause) + ": see that it can be read, and its folder be written";
    return BuildFailure.ofMachine("cannot write " + file + ": " + why, cause);
  }

  /** Java tells the system's reason in the user's language, so the disk is asked as well. */
  private static boolean isFull(Path file, IOException cause) {
    try {
      if (reason(cause).contains("No space left")) {
        return true;
      }
      FileStore store = Files.getFileStore(file.toAbsolutePath().getParent());
      // One without any room, such as that of /sys, has no files of anybody's.
      return store.getTotalSpace() > 0 && store.getUsableSpace() < FULL;
    } catch (IOException unknown) {
      return false;
    }
  }

  private static String reason(IOException cause) {
    return cause instanceof FileSystemException of && of.getReason() != null
        ? of.getFile() + ": " + of.getReason()
        : String.valueOf(cause.getMessage());
  }
}
