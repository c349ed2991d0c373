package io.github.djangodeb.file;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * File names in UTF-8, whatever the locale.
 *
 * <p>In the locale {@code C}, which build servers like, Java knows ASCII names only: {@code
 * Path.of("é")} fails, and {@code toString} of a path that it has listed gives question marks. A
 * {@code file:} URI carries a name's bytes untouched, in both directions.
 */
public final class Utf8Path {
  private static final String SCHEME = "file://";

  private Utf8Path() {}

  /**
   * The path of {@code relative}, whose parts are divided by slashes, below {@code folder}.
   *
   * @param relative as an archive or a git tree names it; the caller has refused {@code ..}
   */
  public static Path resolve(Path folder, String relative) {
    return isAscii(relative) ? folder.resolve(relative) : folder.resolve(relative(relative));
  }

  /** The path that {@code text} names, relative or absolute, such as a symbolic link's target. */
  public static Path of(String text) {
    if (isAscii(text)) {
      return Path.of(text);
    }
    return text.startsWith("/") ? Path.of("/").resolve(relative(text)) : relative(text);
  }

  /** A URI is absolute always, so the root is put before the parts and taken off again. */
  private static Path relative(String text) {
    StringBuilder uri = new StringBuilder(SCHEME).append('/');
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = octet == '/' || octet > 0 && Character.isLetterOrDigit(octet);
      uri.append(plain ? String.valueOf((char) octet) : String.format("%%%02X", octet));
    }
    Path absolute = Path.of(URI.create(uri.toString()));
    return absolute.subpath(0, absolute.getNameCount());
  }

  /**
   * The last part of a path that this machine has listed.
   *
   * @return nothing if its bytes are not UTF-8
   */
  public static Optional<String> lastPart(Path path) {
    return text(path.getFileName());
  }

  /**
   * A whole path as it stands, relative or absolute.
   *
   * @return nothing if its bytes are not UTF-8
   */
  public static Optional<String> text(Path path) {
    String text = path.toString();
    if (isAscii(text)) {
      return Optional.of(text);
    }
    String uri = Path.of("/").resolve(path).toUri().toString();
    int begin = SCHEME.length() + (path.isAbsolute() ? 0 : 1);
    // A folder's URI has a slash at its end; the path has none.
    return decode(uri.substring(begin, uri.endsWith("/") ? uri.length() - 1 : uri.length()));
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(character -> character < 0x80);
  }

  private static Optional<String> decode(String uri) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(uri.length());
    for (int at = 0; at < uri.length(); at++) {
      if (uri.charAt(at) == '%') {
        bytes.write(Integer.parseInt(uri.substring(at + 1, at + 3), 16));
        at += 2;
      } else {
        bytes.write(uri.charAt(at));
      }
    }
    try {
      ByteBuffer octets = ByteBuffer.wrap(bytes.toByteArray());
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(octets).toString());
    } catch (CharacterCodingException notUtf8) {
      return Optional.empty(); // The caller tells: it knows which folder the file lies in.
    }
  }
}
