package io.github.djangodeb.requirements;

/**
 * A line of a requirements file, its continuation lines joined and its comment gone.
 *
 * @param file the file, relative to the source tree
 * @param number of its first line, from 1
 * @param text without blanks around it; not empty
 */
record LogicalLine(String file, int number, String text) {
  /**
   * A fault of this line: where it is, what it says without credentials, and what is wrong.
   *
   * @param reason continues after the quoted line, and ends in what to do
   */
  String fault(String reason) {
    return file + ":" + number + ": \"" + Credentials.mask(text) + "\" " + reason;
  }
}
