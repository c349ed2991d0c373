package io.github.djangodeb.src;

import java.util.List;

/**
 * What the chroot tells of the source.
 *
 * @param python the version its bytecode is for, such as {@code 3.13}
 * @param uncompiled the Python files without bytecode
 */
record SrcFacts(String python, List<String> uncompiled) {
  SrcFacts {
    uncompiled = List.copyOf(uncompiled);
  }

  /** The version after it, which the bytecode is not for. */
  String followingPython() {
    int dot = python.indexOf('.');
    return python.substring(0, dot + 1) + (Integer.parseInt(python.substring(dot + 1)) + 1);
  }
}
