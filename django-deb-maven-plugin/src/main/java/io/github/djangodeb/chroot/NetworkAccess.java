package io.github.djangodeb.chroot;

import io.github.djangodeb.login.Address;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How apt reaches archives, besides what this machine's apt is told.
 *
 * @param proxies variables such as {@code https_proxy}; their addresses may have logins
 * @param authorities files with certificates that are trusted besides Debian's, in the PEM format
 */
public record NetworkAccess(Map<String, String> proxies, List<Path> authorities) {
  /** What apt takes its proxy from. */
  private static final Set<String> VARIABLES =
      Set.of("http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy");

  private static final String BUNDLE = "etc/ssl/certs/ca-certificates.crt";

  public NetworkAccess {
    proxies = Collections.unmodifiableMap(new TreeMap<>(proxies));
    authorities = List.copyOf(authorities);
  }

  /** As this process's environment says. */
  public static NetworkAccess ofEnvironment() {
    return new NetworkAccess(System.getenv(), List.of()).ofApt();
  }

  /** The same with more proxies and authorities; the environment's own proxies stay. */
  public NetworkAccess with(Map<String, String> more, List<Path> files) {
    Map<String, String> all = new TreeMap<>(more);
    all.putAll(proxies);
    return new NetworkAccess(all, files).ofApt();
  }

  private NetworkAccess ofApt() {
    Map<String, String> kept = new TreeMap<>(proxies);
    kept.keySet().retainAll(VARIABLES);
    return new NetworkAccess(kept, authorities);
  }

  private static boolean hasLogin(String address) {
    return Address.of(address).flatMap(Address::login).isPresent();
  }

  /** The proxies that want no login: an environment is no place for one. */
  Map<String, String> variables() {
    Map<String, String> open = new TreeMap<>(proxies);
    open.values().removeIf(NetworkAccess::hasLogin);
    return open;
  }

  /** Whether there is more to tell apt than variables do. */
  boolean needsSettings() {
    return !authorities.isEmpty() || variables().size() < proxies.size();
  }

  /**
   * Lines of an {@code apt.conf}; may hold logins.
   *
   * @param bundle where apt finds the file that {@link #writeBundle} makes
   */
  List<String> settings(String bundle) {
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, String> proxy : proxies.entrySet()) {
      String protocol = proxy.getKey().replace("_proxy", "").toLowerCase(Locale.ROOT);
      if (hasLogin(proxy.getValue()) && !protocol.equals("all")) {
        lines.add("Acquire::" + protocol + "::Proxy \"" + proxy.getValue() + "\";");
      }
    }
    if (!authorities.isEmpty()) {
      lines.add("Acquire::https::CaInfo \"" + bundle + "\";");
    }
    return lines;
  }

  /**
   * Writes a file with the certificates of all authorities: Debian's, and these.
   *
   * @param root of the system whose authorities are trusted too
   */
  void writeBundle(Path file, Path root) throws IOException {
    StringBuilder all = new StringBuilder();
    Path known = root.resolve(BUNDLE);
    if (Files.exists(known)) {
      all.append(Files.readString(known, StandardCharsets.ISO_8859_1)).append('\n');
    }
    for (Path authority : authorities) {
      all.append(Files.readString(authority, StandardCharsets.ISO_8859_1)).append('\n');
    }
    Files.writeString(file, all, StandardCharsets.ISO_8859_1);
  }

  /** Not the addresses, which may hold logins. */
  @Override
  public String toString() {
    return "NetworkAccess[" + proxies.keySet() + ", " + authorities + "]";
  }
}
