package io.github.djangodeb.process;

import io.github.djangodeb.failure.BuildFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** What a program writes: all of it into a file, each line to a listener, the last ones kept. */
final class OutputLog implements AutoCloseable {
  private static final int KEPT_LINES = 25;

  private final Path file;
  private final Writer writer;
  private final Consumer<String> lines;
  private final Deque<String> last = new ArrayDeque<>();
  private IOException unwritten;
  private RuntimeException listenersFault;

  private OutputLog(Path file, Writer writer, Consumer<String> lines) {
    this.file = file;
    this.writer = writer;
    this.lines = lines;
  }

  /** Makes the file anew, and the folders above it. */
  static OutputLog create(Path file, Consumer<String> lines) throws BuildFailure {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      return new OutputLog(file, Files.newBufferedWriter(file), lines);
    } catch (IOException refused) {
      throw cannotWrite(file, refused);
    }
  }

  private static BuildFailure cannotWrite(Path file, IOException refused) {
    return BuildFailure.ofMachine(
        "the log \"" + file + "\" cannot be written: " + refused.getMessage(), refused);
  }

  /**
   * Reads until the stream ends. A program whose output nobody reads would stand still, so a full
   * disk or a fault of the listener does not stop the reading.
   */
  Thread readInBackground(InputStream stream) {
    Thread reader = new Thread(() -> readAll(stream), "output of a command");
    reader.setDaemon(true);
    reader.start();
    return reader;
  }

  private void readAll(InputStream stream) {
    // new InputStreamReader, unlike a decoder of ours, replaces what is no UTF-8.
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      String line;
      while ((line = reader.readLine()) != null) {
        take(line);
      }
    } catch (IOException closed) {
      // The program was ended while it wrote: what it said until then is kept.
      return;
    }
  }

  private synchronized void take(String line) {
    if (last.size() == KEPT_LINES) {
      last.removeFirst();
    }
    last.addLast(line);
    write(line);
    tell(line);
  }

  private void write(String line) {
    if (unwritten == null) {
      try {
        writer.write(line);
        writer.write('\n');
      } catch (IOException full) {
        unwritten = full;
      }
    }
  }

  private void tell(String line) {
    if (listenersFault == null) {
      try {
        lines.accept(line);
      } catch (RuntimeException fault) {
        listenersFault = fault;
      }
    }
  }

  /** How the program ended; flushes the file, so that it can be read. */
  synchronized Outcome outcome(int exitCode) {
    flush();
    return new Outcome(exitCode, List.copyOf(last), file);
  }

  /**
   * Tells of what the reading did not stop for.
   *
   * @throws BuildFailure if a line could not be written
   */
  synchronized void throwIfUnwritten() throws BuildFailure {
    flush();
    if (listenersFault != null) {
      throw listenersFault;
    }
    if (unwritten != null) {
      throw cannotWrite(file, unwritten);
    }
  }

  private void flush() {
    try {
      writer.flush();
    } catch (IOException full) {
      unwritten = full;
    }
  }

  @Override
  public synchronized void close() {
    try {
      writer.close();
    } catch (IOException full) {
      // Where it matters, throwIfUnwritten has told it; on a way out by failure that failure
      // counts.
      unwritten = full;
    }
  }
}
