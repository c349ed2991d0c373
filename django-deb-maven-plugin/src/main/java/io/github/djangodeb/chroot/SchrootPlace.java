package io.github.djangodeb.chroot;

import java.nio.file.Path;
import java.util.List;

/**
 * What an administrator says of the schroot engine's chroots.
 *
 * @param directory where the trees lie
 * @param packages Debian packages that a tree has besides what every chroot has
 */
public record SchrootPlace(Path directory, List<String> packages) {
  public SchrootPlace {
    directory = directory.toAbsolutePath().normalize();
    packages = List.copyOf(packages);
  }
}
