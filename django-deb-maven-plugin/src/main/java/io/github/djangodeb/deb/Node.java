package io.github.djangodeb.deb;

/** What stands at one path of a package. */
sealed interface Node {
  /**
   * A directory.
   *
   * @param chosen whether its mode was asked for, rather than being the usual one
   */
  record Folder(int mode, boolean chosen) implements Node {
    /** A directory that something made by lying in it. */
    static final Folder USUAL = new Folder(0755, false);
  }

  /** A regular file of {@code size} bytes. */
  record File(int mode, long size, Source source) implements Node {}

  /** A symbolic link. */
  record Link(String target) implements Node {}
}
