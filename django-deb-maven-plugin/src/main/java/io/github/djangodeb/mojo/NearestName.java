package io.github.djangodeb.mojo;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that somebody meant who wrote another one. */
final class NearestName {
  private NearestName() {}

  /** The name that differs least, if it differs by no more than a third of its letters. */
  static Optional<String> of(String written, Collection<String> names) {
    return names.stream()
        .filter(name -> distance(written, name) * 3 <= Math.max(name.length(), 3))
        .min(
            Comparator.<String>comparingInt(name -> distance(written, name))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** How many letters are missing, too many, wrong, or in each other's place; case is none. */
  private static int distance(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int[][] best = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        best[i][j] = i == 0 || j == 0 ? i + j : cheapest(best, a, b, i, j);
      }
    }
    return best[a.length()][b.length()];
  }

  private static int cheapest(int[][] best, String a, String b, int i, int j) {
    boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int replaced = best[i - 1][j - 1] + (same ? 0 : 1);
    int cheapest = Math.min(replaced, Math.min(best[i - 1][j], best[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(cheapest, best[i - 2][j - 2] + 1) : cheapest;
  }
}
