package io.github.djangodeb.mojo;

import io.github.djangodeb.failure.Problems;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Turns the text of parameters into values; what a value type refuses is collected.
 *
 * @param problems where
 */
record Parameters(Problems problems) {
  private static final String AUTO = "auto";

  /** The value, or nothing if there is no text or it was refused. */
  <T> Optional<T> value(String element, String text, Function<String, T> type) {
    return given(text).flatMap(some -> problems.collect(element, () -> type.apply(some)));
  }

  /** The same, of a parameter that has a default: text which is blank is refused. */
  <T> Optional<T> required(String element, String text, Function<String, T> type) {
    if (given(text).isEmpty()) {
      problems.add(
          "<"
              + element
              + "> or -Ddjango-deb."
              + element
              + " is empty: give it a value, or leave it out for its default.");
    }
    return value(element, text, type);
  }

  /** The same, of a parameter that somebody else may have given already. */
  <T> T stated(String element, String text, Function<String, T> type, T otherwise) {
    return text == null ? otherwise : required(element, text, type).orElse(otherwise);
  }

  /** A choice that {@code auto} leaves open. */
  <T> Optional<T> choice(
      String element, String text, Function<String, T> type, Optional<T> otherwise) {
    return AUTO.equals(text) ? Optional.empty() : value(element, text, type).or(() -> otherwise);
  }

  /** The values of a list; one that is empty, and not left out, has none. */
  <T> List<T> values(
      String element, List<String> texts, Function<String, T> type, List<T> otherwise) {
    if (texts == null) {
      return otherwise;
    }
    return texts.stream().flatMap(text -> value(element, text, type).stream()).toList();
  }

  /** The text, unless it is blank. */
  static Optional<String> given(String text) {
    return Optional.ofNullable(text).filter(some -> !some.isBlank());
  }

  /** The list, or an empty one. */
  static <T> List<T> list(List<T> given) {
    return given == null ? List.of() : given;
  }
}
