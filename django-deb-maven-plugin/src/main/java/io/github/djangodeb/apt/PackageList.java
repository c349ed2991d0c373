package io.github.djangodeb.apt;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The packages of a component, each of its name, version and architecture once. */
final class PackageList {
  private static final Comparator<IndexedPackage> ORDER =
      Comparator.comparing(IndexedPackage::name)
          .thenComparing(IndexedPackage::version, new VersionOrder())
          .thenComparing(IndexedPackage::architecture);

  private final SortedMap<String, IndexedPackage> packages = new TreeMap<>();

  /** Those of an index besides. */
  void addIndex(String text) {
    Stanza.parseAll(text).stream().map(IndexedPackage::new).forEach(this::add);
  }

  void add(IndexedPackage one) {
    packages.put(one.key(), one);
  }

  void remove(Collection<IndexedPackage> some) {
    some.forEach(one -> packages.remove(one.key()));
  }

  /** The one of the same name, version and architecture; null if there is none. */
  IndexedPackage like(IndexedPackage one) {
    return packages.get(one.key());
  }

  /** All, by name and from old to new. */
  List<IndexedPackage> all() {
    List<IndexedPackage> all = new ArrayList<>(packages.values());
    all.sort(ORDER);
    return all;
  }

  /** The index of an architecture: its own packages, and those for every architecture. */
  String index(String architecture) {
    return all().stream()
        .filter(one -> List.of("all", architecture).contains(one.architecture()))
        .map(one -> one.stanza().text())
        .collect(Collectors.joining("\n"));
  }
}
