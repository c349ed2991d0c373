package io.github.djangodeb.requirements;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A marker as a tree, of which parts can be decided before pip sees it. */
sealed interface Condition {
  /** What holds always: no marker at all. */
  Condition ALWAYS = new All(List.of());

  /** What never holds. */
  Condition NEVER = new Any(List.of());

  /** The marker's text; {@link #ALWAYS} has none, and {@link #NEVER} must not be asked. */
  String text();

  /**
   * The same with its comparisons decided where that can be done.
   *
   * @param verdict tells whether a comparison holds, where that is known
   */
  Condition decided(Function<Compared, Optional<Boolean>> verdict);

  /**
   * A comparison.
   *
   * @param left a variable's name or a string in quotes
   * @param operator such as {@code ==} or {@code not in}
   * @param right as {@code left}
   */
  record Compared(String left, String operator, String right) implements Condition {
    @Override
    public String text() {
      return left + " " + operator + " " + right;
    }

    @Override
    public Condition decided(Function<Compared, Optional<Boolean>> verdict) {
      return verdict.apply(this).<Condition>map(holds -> holds ? ALWAYS : NEVER).orElse(this);
    }
  }

  /** What holds if all parts do. */
  record All(List<Condition> parts) implements Condition {
    @Override
    public String text() {
      return parts.stream()
          .map(part -> part instanceof Any ? "(" + part.text() + ")" : part.text())
          .collect(Collectors.joining(" and "));
    }

    @Override
    public Condition decided(Function<Compared, Optional<Boolean>> verdict) {
      return all(parts.stream().map(part -> part.decided(verdict)).toList());
    }
  }

  /** What holds if one part does. */
  record Any(List<Condition> parts) implements Condition {
    @Override
    public String text() {
      return parts.stream().map(Condition::text).collect(Collectors.joining(" or "));
    }

    @Override
    public Condition decided(Function<Compared, Optional<Boolean>> verdict) {
      return any(parts.stream().map(part -> part.decided(verdict)).toList());
    }
  }

  /** What holds if all of them do, as simple as it can be said. */
  static Condition all(List<Condition> parts) {
    Set<Condition> kept = new LinkedHashSet<>();
    for (Condition part : parts) {
      kept.addAll(part instanceof All all ? all.parts : List.of(part));
    }
    if (kept.contains(NEVER)) {
      return NEVER;
    }
    return kept.size() == 1 ? kept.iterator().next() : new All(new ArrayList<>(kept));
  }

  /** What holds if one of them does, as simple as it can be said. */
  static Condition any(List<Condition> parts) {
    Set<Condition> kept = new LinkedHashSet<>();
    for (Condition part : parts) {
      kept.addAll(part instanceof Any any ? any.parts : List.of(part));
    }
    if (kept.contains(ALWAYS)) {
      return ALWAYS;
    }
    return kept.size() == 1 ? kept.iterator().next() : new Any(new ArrayList<>(kept));
  }
}
