package io.github.djangodeb.src;

import java.util.List;

/**
 * What the chroot tells of the source.
 *
 * @param python the version its bytecode is for, such as {@code 3.13}
 * @param uncompiled the Python files without bytecode
 * @param installed the Debian packages of the chroot, as relations
 */
record SrcFacts(String python, List<String> uncompiled, List<String> installed) {
  SrcFacts {
    uncompiled = List.copyOf(uncompiled);
    // The program in the chroot does not tell.
    installed = installed == null ? List.of() : List.copyOf(installed);
  }

  /** The same, of a chroot with these Debian packages. */
  SrcFacts among(List<String> packages) {
    return new SrcFacts(python, uncompiled, packages);
  }

  /** The version after it, which the bytecode is not for. */
  String followingPython() {
    int dot = python.indexOf('.');
    return python.substring(0, dot + 1) + (Integer.parseInt(python.substring(dot + 1)) + 1);
  }
}
