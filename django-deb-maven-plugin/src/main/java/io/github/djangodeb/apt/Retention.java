package io.github.djangodeb.apt;

import io.github.djangodeb.name.Name;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which packages of a project a repository needs no longer. */
final class Retention {
  private final Pattern site;
  private final Pattern code;
  private final int keepVersions;

  /**
   * @param keepVersions how many of each site's package stay; 0 for all
   */
  Retention(Name project, int keepVersions) {
    String name = Pattern.quote(project.text());
    this.site = Pattern.compile(name + "-site(?:-[a-z0-9-]+)?");
    this.code = Pattern.compile(name + "-(?:env|src)-[0-9a-f]{12}");
    this.keepVersions = keepVersions;
  }

  /** Whether a package is the project's. */
  boolean isOfProject(String name) {
    return site.matcher(name).matches() || code.matcher(name).matches();
  }

  /** Whether a package is of a site, whose version says which release it is. */
  boolean isSite(String name) {
    return site.matcher(name).matches();
  }

  /**
   * What can go: versions of sites that are too old, and code that no other site needs.
   *
   * @param all the component's packages, from old to new
   * @param fresh those which were added now: they stay
   */
  List<IndexedPackage> outdated(List<IndexedPackage> all, Collection<IndexedPackage> fresh) {
    if (keepVersions == 0) {
      return List.of();
    }
    Set<String> kept = fresh.stream().map(IndexedPackage::key).collect(Collectors.toSet());
    List<IndexedPackage> gone = new ArrayList<>(oldSites(all, kept));
    Set<String> needed =
        all.stream()
            .filter(one -> !gone.contains(one))
            .flatMap(one -> one.dependencies().stream())
            .collect(Collectors.toCollection(HashSet::new));
    all.stream()
        .filter(one -> code.matcher(one.name()).matches())
        .filter(one -> !needed.contains(one.name()) && !kept.contains(one.key()))
        .forEach(gone::add);
    return gone;
  }

  private List<IndexedPackage> oldSites(List<IndexedPackage> all, Set<String> kept) {
    Map<String, List<IndexedPackage>> versions =
        all.stream()
            .filter(one -> isSite(one.name()))
            .collect(Collectors.groupingBy(one -> one.name() + " " + one.architecture()));
    return versions.values().stream()
        .flatMap(some -> some.subList(0, Math.max(0, some.size() - keepVersions)).stream())
        .filter(one -> !kept.contains(one.key()))
        .toList();
  }
}
