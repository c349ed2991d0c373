package io.github.djangodeb.requirements;

/** A line that this plugin or pip cannot take; caught where the file is read. */
final class RefusedLine extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason continues after the quoted line, and ends in what to do
   */
  RefusedLine(String reason) {
    super(reason);
  }
}
