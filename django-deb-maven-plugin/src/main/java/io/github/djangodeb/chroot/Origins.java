package io.github.djangodeb.chroot;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Where the user has written which Debian relations, so that messages can name the place.
 *
 * @param places the places, such as a file's name, each with its relations
 */
public record Origins(SortedMap<String, SortedSet<String>> places) {
  /** Nothing is written anywhere. */
  public static final Origins NONE = new Origins(new TreeMap<>());

  public Origins {
    SortedMap<String, SortedSet<String>> copy = new TreeMap<>();
    places.forEach(
        (place, relations) ->
            copy.put(place, Collections.unmodifiableSortedSet(new TreeSet<>(relations))));
    places = Collections.unmodifiableSortedMap(copy);
  }

  /** The same with one more place. */
  public Origins with(String place, Collection<String> relations) {
    SortedMap<String, SortedSet<String>> more = new TreeMap<>(places);
    more.put(place, new TreeSet<>(relations));
    return new Origins(more);
  }

  /**
   * The places to look at.
   *
   * @param said what apt complains of
   * @return those of relations to packages that are named there; nothing if there is none
   */
  SortedSet<String> blamed(Collection<String> said) {
    SortedSet<String> blamed = new TreeSet<>();
    for (Map.Entry<String, SortedSet<String>> place : places.entrySet()) {
      if (place.getValue().stream().anyMatch(relation -> isNamed(relation, said))) {
        blamed.add(place.getKey());
      }
    }
    return blamed;
  }

  /** Whether a message names a package of the relation. */
  static boolean isNamed(String relation, Collection<String> said) {
    for (String alternative : relation.split("\\|")) {
      String name = alternative.strip().split("[ :(]", 2)[0];
      Pattern word =
          Pattern.compile("(?<![a-z0-9+.-])" + Pattern.quote(name) + "(?![a-z0-9+.-]*[a-z0-9+])");
      if (said.stream().anyMatch(line -> word.matcher(line).find())) {
        return true;
      }
    }
    return false;
  }
}
