package io.github.djangodeb.requirements;

import java.util.Objects;

/**
 * A folder or file of the source tree whose content decides what the virtualenv holds.
 *
 * @param path relative to the source tree's root, with slashes; empty for the root itself
 * @param digest a SHA-256 over names, modes and contents
 */
public record LocalTree(String path, String digest) implements Comparable<LocalTree> {
  public LocalTree {
    Objects.requireNonNull(path);
    Objects.requireNonNull(digest);
  }

  /** Its path below {@code root}. */
  public String below(String root) {
    return path.isEmpty() ? root : root + "/" + path;
  }

  @Override
  public int compareTo(LocalTree other) {
    return path.compareTo(other.path);
  }
}
