package io.github.djangodeb.file;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
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
    String reason = reason(cause);
    String help =
        reason.contains("No space left")
            ? "free some space on its disk"
            : "see that its folder can be written";
    return BuildFailure.ofMachine("cannot write " + file + ": " + reason + ": " + help, cause);
  }

  private static String reason(IOException cause) {
    if (cause instanceof FileSystemException of && of.getReason() != null) {
      return of.getReason();
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
