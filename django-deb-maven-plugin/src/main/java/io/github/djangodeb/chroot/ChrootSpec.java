package io.github.djangodeb.chroot;

import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.Suite;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a chroot should be.
 *
 * @param suite its Debian release
 * @param architecture its architecture
 * @param mirrors lines of a {@code sources.list}; empty for those that this machine's apt uses
 * @param packages Debian relations (Policy 7.1) that are satisfied on top of the base
 * @param maxAge how old the base may be before it is made anew
 * @param refresh whether the base is made anew whatever its age
 * @param origins where the user has written what packages are wanted
 */
public record ChrootSpec(
    Suite suite,
    Architecture architecture,
    List<String> mirrors,
    SortedSet<String> packages,
    Duration maxAge,
    boolean refresh,
    Origins origins) {
  public ChrootSpec {
    Objects.requireNonNull(suite);
    Objects.requireNonNull(architecture);
    mirrors = List.copyOf(mirrors);
    packages = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(packages));
    Objects.requireNonNull(maxAge);
    Objects.requireNonNull(origins);
  }

  /** Of packages that the user has written nowhere. */
  public ChrootSpec(
      Suite suite,
      Architecture architecture,
      List<String> mirrors,
      SortedSet<String> packages,
      Duration maxAge,
      boolean refresh) {
    this(suite, architecture, mirrors, packages, maxAge, refresh, Origins.NONE);
  }

  /** The same chroot with other packages on top of its base. */
  public ChrootSpec with(SortedSet<String> others) {
    return new ChrootSpec(suite, architecture, mirrors, others, maxAge, refresh, origins);
  }

  /** The same chroot, of which is known where packages are written. */
  public ChrootSpec with(Origins known) {
    return new ChrootSpec(suite, architecture, mirrors, packages, maxAge, refresh, known);
  }
}
