package io.github.djangodeb.deb;

import io.github.djangodeb.name.TargetPath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Something that a package installs. Parent directories need not be named: they are made, 0755. */
public sealed interface DebEntry {
  /** A directory. */
  record Directory(TargetPath at, int mode) implements DebEntry {}

  /** A regular file of these bytes. */
  record RegularFile(TargetPath at, byte[] bytes, int mode) implements DebEntry {}

  /** A symbolic link; its target is written as it stands, relative, absolute or dangling. */
  record Link(TargetPath at, String target) implements DebEntry {}

  /** A regular file with the bytes of one of this machine, read when the package is written. */
  record Copy(TargetPath at, Path file, int mode) implements DebEntry {}

  /**
   * All that lies below a folder of this machine. Modes become 0755 where the owner may execute and
   * 0644 elsewhere; symbolic links stay links; devices, sockets and pipes are refused.
   */
  record Tree(TargetPath at, Path folder) implements DebEntry {}

  /**
   * All that an uncompressed tar archive of this machine holds, at the paths that it names from the
   * root. Modes and kinds as with a tree; a hard link becomes a copy.
   */
  record Archive(Path tar) implements DebEntry {}

  /** A plain text file in UTF-8, 0644. */
  static RegularFile text(TargetPath at, String text) {
    return new RegularFile(at, text.getBytes(StandardCharsets.UTF_8), 0644);
  }

  /** An executable file in UTF-8, 0755. */
  static RegularFile program(TargetPath at, String text) {
    return new RegularFile(at, text.getBytes(StandardCharsets.UTF_8), 0755);
  }
}
