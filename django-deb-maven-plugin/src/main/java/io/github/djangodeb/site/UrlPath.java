package io.github.djangodeb.site;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The path below which a site's own server has files: it begins and ends with a slash. */
public record UrlPath(String text) {
  private static final Pattern GRAMMAR = Pattern.compile("/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*/)*");
  private static final Pattern HOST = Pattern.compile("(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/]*");
  private static final String ROOT = "/";

  /**
   * @throws IllegalArgumentException if {@code text} is no such path
   */
  public UrlPath {
    Objects.requireNonNull(text);
    if (!GRAMMAR.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is no plain path of a URL: use letters, digits and . _ ~ - between slashes");
    }
  }

  /**
   * The path that a Django setting such as {@code STATIC_URL} comes to. One that names a host
   * counts with its path: such a host fetches from the site what it does not have yet.
   *
   * @return nothing if the setting is empty
   * @throws IllegalArgumentException if it has no plain path
   */
  public static Optional<UrlPath> ofSetting(String setting) {
    if (setting.isEmpty()) {
      return Optional.empty();
    }
    Matcher host = HOST.matcher(setting);
    String path = host.lookingAt() ? setting.substring(host.end()) : setting;
    return Optional.of(new UrlPath(withSlashes(path)));
  }

  private static String withSlashes(String path) {
    String absolute = path.startsWith(ROOT) ? path : ROOT + path;
    return absolute.endsWith(ROOT) ? absolute : absolute + ROOT;
  }

  /** Whether that is every path of the site. */
  public boolean isRoot() {
    return text.equals(ROOT);
  }

  /** A regular expression of just this path, without a backslash. */
  String pattern() {
    return text.replace(".", "[.]");
  }

  @Override
  public String toString() {
    return text;
  }
}
