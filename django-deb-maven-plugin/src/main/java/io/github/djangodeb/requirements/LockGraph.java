package io.github.djangodeb.requirements;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which parts of a lock are needed, and when: by the markers along the ways that lead there.
 *
 * @param <N> a part: a package, or an extra of one
 */
final class LockGraph<N> {
  /** What a part requires, under a marker, which is empty for always. */
  record Edge<N>(N to, String marker) {}

  /** Tells what a part requires. */
  interface Edges<N> {
    List<Edge<N>> of(N part) throws RefusedLine;
  }

  /** For each part the ways to it: each a set of markers that must all hold. */
  private final Map<N, Set<SortedSet<String>>> ways = new LinkedHashMap<>();

  /**
   * All that is needed.
   *
   * @param begin what the project itself requires
   * @throws RefusedLine what {@code edges} refuses
   */
  static <N> Map<N, Condition> reach(List<Edge<N>> begin, Edges<N> edges) throws RefusedLine {
    LockGraph<N> graph = new LockGraph<>();
    Deque<N> open = new ArrayDeque<>();
    for (Edge<N> edge : begin) {
      graph.follow(Set.of(new TreeSet<>()), edge, open);
    }
    while (!open.isEmpty()) {
      N part = open.pop();
      for (Edge<N> edge : edges.of(part)) {
        graph.follow(Set.copyOf(graph.ways.get(part)), edge, open);
      }
    }
    Map<N, Condition> needed = new LinkedHashMap<>();
    for (Map.Entry<N, Set<SortedSet<String>>> part : graph.ways.entrySet()) {
      needed.put(part.getKey(), condition(part.getValue()));
    }
    return needed;
  }

  private void follow(Set<SortedSet<String>> from, Edge<N> edge, Deque<N> open) {
    Set<SortedSet<String>> known = ways.computeIfAbsent(edge.to, part -> new HashSet<>());
    boolean news = false;
    for (SortedSet<String> way : from) {
      SortedSet<String> longer = new TreeSet<>(way);
      if (!edge.marker.isEmpty()) {
        longer.add(edge.marker);
      }
      // A way on which less must hold includes it; this also ends the walk around a circle.
      if (known.stream().noneMatch(longer::containsAll)) {
        known.removeIf(other -> other.containsAll(longer));
        known.add(longer);
        news = true;
      }
    }
    if (news) {
      open.add(edge.to);
    }
  }

  private static Condition condition(Set<SortedSet<String>> ways) throws RefusedLine {
    List<String> sorted = ways.stream().map(way -> String.join("\n", way)).sorted().toList();
    List<Condition> any = new ArrayList<>();
    for (String way : sorted) {
      List<Condition> all = new ArrayList<>();
      for (String marker : way.split("\n")) {
        all.add(marker.isEmpty() ? Condition.ALWAYS : Marker.of(marker, Selection.NONE));
      }
      any.add(Condition.all(all));
    }
    return Condition.any(any);
  }
}
