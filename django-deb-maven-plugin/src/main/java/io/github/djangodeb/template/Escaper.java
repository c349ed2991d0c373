package io.github.djangodeb.template;

/**
 * Makes a text safe for one kind of file: what is read there is the text, and nothing else.
 *
 * <p>What the kind of file cannot hold is refused.
 */
@FunctionalInterface
public interface Escaper {
  /**
   * @throws IllegalArgumentException if this kind of file cannot hold {@code text}
   */
  String escape(String text);
}
