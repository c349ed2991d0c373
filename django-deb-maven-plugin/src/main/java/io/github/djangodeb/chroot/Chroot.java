package io.github.djangodeb.chroot;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A chroot that is ready: read-only directories, the topmost first.
 *
 * @param layers the directories which, laid over each other, are the chroot's root
 * @param packages Debian relations that each session satisfies for itself, where an engine cannot
 *     keep them as a layer
 * @param origins where the user has written them
 */
public record Chroot(List<Path> layers, SortedSet<String> packages, Origins origins) {
  public Chroot {
    layers = List.copyOf(layers);
    packages = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(packages));
    Objects.requireNonNull(origins);
  }

  /** A chroot that has all it needs. */
  public Chroot(List<Path> layers) {
    this(layers, new TreeSet<>(), Origins.NONE);
  }
}
