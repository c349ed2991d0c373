package io.github.djangodeb.publish;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * The address of a repository on a web server.
 *
 * @param uri with a slash at its end
 */
public record RepositoryAddress(URI uri) {
  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is none, or holds a login, which belongs elsewhere
   */
  public static RepositoryAddress of(String text) {
    try {
      URI uri = new URI(text.endsWith("/") ? text : text + "/");
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      if (!scheme.matches("https?") || uri.getHost() == null || uri.getRawQuery() != null) {
        throw notAnAddress();
      }
      if (uri.getRawUserInfo() != null) {
        throw new IllegalArgumentException(
            "the address holds a login: put that into settings.xml as a <server>, and name its id"
                + " in <publishServerId>");
      }
      return new RepositoryAddress(uri);
    } catch (URISyntaxException odd) {
      // Not with its message, which has the address whole, and in it perhaps a login.
      throw notAnAddress();
    }
  }

  private static IllegalArgumentException notAnAddress() {
    return new IllegalArgumentException(
        "that is no address of a repository: write it as"
            + " \"https://repository.example.org/shop-apt/\"");
  }

  /** An address below it; what a path must not have is escaped. */
  URI resolve(String path) {
    StringBuilder escaped = new StringBuilder();
    for (char character : path.toCharArray()) {
      boolean plain =
          character < 0x80
              && (Character.isLetterOrDigit(character) || "-._~/;=".indexOf(character) >= 0);
      // A plus is one of a version; in some servers' eyes it would be a blank.
      escaped.append(plain ? String.valueOf(character) : String.format("%%%02X", (int) character));
    }
    return uri.resolve(uri.getRawPath() + escaped);
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
