package io.github.djangodeb.deb;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.failure.Problems;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A set of relations, in one order.
 *
 * @param all the relations; all of them must be satisfied
 */
public record Relations(SortedSet<Relation> all) {
  /** No relations. */
  public static final Relations NONE = new Relations(new TreeSet<>());

  public Relations {
    all = Collections.unmodifiableSortedSet(new TreeSet<>(all));
  }

  /**
   * Reads the lines of a file such as {@code venv-debian-requirements.txt}: relations, one to a
   * line or several between commas; from {@code #} to the line's end is a comment.
   *
   * @param file its name, for messages
   * @throws BuildFailure the user's, with each faulty line
   */
  public static Relations ofLines(String file, List<String> lines) throws BuildFailure {
    SortedSet<Relation> found = new TreeSet<>();
    Problems problems = new Problems();
    for (int at = 0; at < lines.size(); at++) {
      try {
        found.addAll(ofLine(lines.get(at)));
      } catch (IllegalArgumentException fault) {
        problems.add(file + ", line " + (at + 1) + ": " + fault.getMessage());
      }
    }
    problems.throwIfAny();
    return new Relations(found);
  }

  private static List<Relation> ofLine(String line) {
    String bare = line.replaceFirst("#.*", "").strip();
    String list = bare.endsWith(",") ? bare.substring(0, bare.length() - 1) : bare;
    return list.isEmpty()
        ? List.of()
        : List.of(list.split(",", -1)).stream().map(Relation::of).toList();
  }

  /** Each as a control file or apt has it. */
  public SortedSet<String> texts() {
    return all.stream().map(Relation::toString).collect(Collectors.toCollection(TreeSet::new));
  }
}
