package io.github.djangodeb.chroot;

import java.nio.file.Path;
import java.util.List;

/**
 * A chroot that is ready: read-only directories, the topmost first.
 *
 * @param layers the directories which, laid over each other, are the chroot's root
 */
public record Chroot(List<Path> layers) {
  public Chroot {
    layers = List.copyOf(layers);
  }
}
