package io.github.djangodeb.build;

import io.github.djangodeb.chroot.ChrootSpec;
import io.github.djangodeb.chroot.SchrootPlace;
import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.Suite;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;

/**
 * The Debian that packages are built for, and how it is had on this machine.
 *
 * @param suite its release
 * @param architecture its architecture
 * @param engine which engine: {@code auto} or an engine's name
 * @param mirrors lines of a sources.list; empty for those of this machine's apt
 * @param maxAge how old a base may be
 * @param refresh whether the base is made anew whatever its age
 * @param schroot what an administrator says of the chroots of schroot
 */
public record Target(
    Suite suite,
    Architecture architecture,
    String engine,
    List<String> mirrors,
    Duration maxAge,
    boolean refresh,
    SchrootPlace schroot) {
  public Target {
    Objects.requireNonNull(suite);
    Objects.requireNonNull(architecture);
    Objects.requireNonNull(engine);
    mirrors = List.copyOf(mirrors);
    Objects.requireNonNull(maxAge);
    Objects.requireNonNull(schroot);
  }

  /** The chroot with these Debian relations satisfied. */
  ChrootSpec chrootWith(SortedSet<String> packages) {
    return new ChrootSpec(suite, architecture, mirrors, packages, maxAge, refresh);
  }
}
