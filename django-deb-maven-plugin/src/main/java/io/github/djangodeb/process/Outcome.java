package io.github.djangodeb.process;

import java.nio.file.Path;
import java.util.List;

/**
 * How a command ended.
 *
 * @param exitCode 0 for success, as the command chose
 * @param lastLines the last lines it wrote, at most 25
 * @param log the whole of what it wrote
 */
public record Outcome(int exitCode, List<String> lastLines, Path log) {
  public Outcome {
    lastLines = List.copyOf(lastLines);
  }

  /** Whether the exit code was 0. */
  public boolean succeeded() {
    return exitCode == 0;
  }

  /** The end of a message about a failed command: its last lines, and where the whole log is. */
  public String tellTail() {
    return String.join("\n", lastLines) + "\n(the whole log: " + log + ")";
  }
}
