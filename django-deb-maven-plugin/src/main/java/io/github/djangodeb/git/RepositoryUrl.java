package io.github.djangodeb.git;

import io.github.djangodeb.login.Login;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.RepositoryCache.FileKey;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;

/**
 * Where a repository is: over http, https or ssh, or a folder of this machine.
 *
 * <p>git knows more transports, among them one that runs a command ({@code ext::}); they are
 * refused.
 */
final class RepositoryUrl {
  private static final Set<String> SCHEMES = Set.of("http", "https", "ssh", "file");
  private static final String HELP =
      ": use an address such as \"https://example.org/shop.git\", \"ssh://git@example.org/shop.git\""
          + " or a folder";

  private final URIish uri;
  private final Optional<Login> login;

  private RepositoryUrl(URIish uri, Optional<Login> login) {
    this.uri = uri;
    this.login = login;
  }

  /**
   * Reads an address.
   *
   * @param base the folder that a relative path begins at
   * @throws IllegalArgumentException if it is none that may be used
   */
  static RepositoryUrl of(String text, Path base) {
    if (text.isBlank()
        || text.startsWith("-")
        || text.contains("::")
        || text.chars().anyMatch(Character::isISOControl)) {
      throw refused(text);
    }
    try {
      URIish uri = new URIish(text);
      return uri.isRemote() ? ofServer(text, uri) : ofFolder(text, uri, base);
    } catch (URISyntaxException noUri) {
      throw refused(text);
    }
  }

  private static RepositoryUrl ofServer(String text, URIish uri) {
    String scheme = uri.getScheme() == null ? "ssh" : uri.getScheme();
    if (!SCHEMES.contains(scheme) || isOption(uri.getHost()) || isOption(uri.getUser())) {
      throw refused(text);
    }
    if (scheme.equals("ssh")) {
      return new RepositoryUrl(uri.setPass(null), Optional.empty());
    }
    Optional<Login> login =
        Optional.ofNullable(uri.getUser())
            .map(user -> new Login(user, uri.getPass() == null ? "" : uri.getPass()));
    return new RepositoryUrl(uri.setUser(null).setPass(null), login);
  }

  private static RepositoryUrl ofFolder(String text, URIish uri, Path base)
      throws URISyntaxException {
    String scheme = uri.getScheme();
    if (scheme != null && !SCHEMES.contains(scheme) || uri.getPath() == null) {
      throw refused(text);
    }
    Path folder = base.resolve(uri.getPath()).toAbsolutePath().normalize();
    return new RepositoryUrl(new URIish(folder.toString()), Optional.empty());
  }

  /** ssh would take such a host for an option. */
  private static boolean isOption(String part) {
    return part != null && part.startsWith("-");
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException("\"" + masked(text) + "\" is no repository" + HELP);
  }

  /** The text without what stands before an {@code @} after a scheme: it may be a password. */
  private static String masked(String text) {
    String plain = text.replaceAll("\\p{Cntrl}", "?");
    return plain.replaceFirst("(://)[^/]*@", "$1***@");
  }

  /**
   * The repository that a submodule's address names; one beginning with {@code ./} or {@code ../}
   * is relative to this one.
   *
   * @throws IllegalArgumentException if it is none that may be used, or if a server's repository
   *     names a folder of this machine
   */
  RepositoryUrl ofSubmodule(String address) {
    RepositoryUrl url =
        address.startsWith("./") || address.startsWith("../")
            ? relative(address)
            : of(address, Path.of(""));
    if (uri.isRemote() && !url.uri.isRemote()) {
      throw refused(address);
    }
    return url;
  }

  private RepositoryUrl relative(String address) {
    String path = uri.getPath().replaceFirst("/+$", "");
    String rest = address;
    while (rest.startsWith("./") || rest.startsWith("../")) {
      if (rest.startsWith("../")) {
        int slash = path.lastIndexOf('/');
        if (slash < 0) {
          throw refused(address);
        }
        path = path.substring(0, slash);
      }
      rest = rest.substring(rest.indexOf('/') + 1);
    }
    return new RepositoryUrl(uri.setPath(path + "/" + rest), login);
  }

  /** The address without a password. */
  URIish uri() {
    return uri;
  }

  /** Whether it is on this machine, and there: a repository as git finds it, or a bundle. */
  boolean isHere() {
    if (uri.isRemote()) {
      return false;
    }
    File place = new File(uri.getPath());
    return place.isFile() || FileKey.resolve(place, FS.DETECTED) != null;
  }

  /** The host, where there is one. */
  Optional<String> host() {
    return Optional.ofNullable(uri.getHost());
  }

  /** The user and password that stood in the address. */
  Optional<Login> login() {
    return login;
  }

  /** The address without a password. */
  @Override
  public String toString() {
    return uri.toString();
  }
}
