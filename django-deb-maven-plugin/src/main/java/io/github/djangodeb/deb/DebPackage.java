package io.github.djangodeb.deb;

import io.github.djangodeb.name.TargetPath;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A Debian binary package (deb(5)), before it is written.
 *
 * @param control its control file
 * @param contents what it installs, in any order; all of it owned by root
 * @param scripts its maintainer scripts, as they stand in the package
 * @param conffiles those of its files that are the administrator's to change (Policy 10.7)
 * @param timestamp the time of every file in it that has none of its own, and the latest for those
 *     that have
 */
public record DebPackage(
    ControlFields control,
    List<DebEntry> contents,
    List<MaintainerScript> scripts,
    SortedSet<TargetPath> conffiles,
    Instant timestamp) {
  public DebPackage {
    Objects.requireNonNull(control);
    contents = List.copyOf(contents);
    scripts = List.copyOf(scripts);
    conffiles = Collections.unmodifiableSortedSet(new TreeSet<>(conffiles));
    Objects.requireNonNull(timestamp);
  }
}
