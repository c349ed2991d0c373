package io.github.djangodeb.site;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What a site's package adds to the site's server in nginx, which judges it on the host.
 *
 * @param text directives, as nginx reads them
 */
public record NginxAdditions(String text) {
  public NginxAdditions {
    Objects.requireNonNull(text);
  }

  /**
   * Reads a file of them.
   *
   * @throws IllegalArgumentException if there is none, or it is no text in UTF-8
   */
  public static NginxAdditions in(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "\""
              + file
              + "\" is no file: name one of nginx directives, relative to the pom's folder");
    }
    try {
      String text = Files.readString(file);
      return new NginxAdditions(text.isEmpty() || text.endsWith("\n") ? text : text + "\n");
    } catch (CharacterCodingException other) {
      throw new IllegalArgumentException(
          "\"" + file + "\" is no text in UTF-8: save it as such", other);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          "\"" + file + "\" cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }
}
