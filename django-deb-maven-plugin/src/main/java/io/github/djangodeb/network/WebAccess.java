package io.github.djangodeb.network;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.login.Address;
import io.github.djangodeb.login.Login;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * How web servers are reached.
 *
 * @param proxies variables such as {@code https_proxy} and {@code no_proxy}; their addresses may
 *     have logins
 * @param authorities files with certificates that are trusted besides Java's, in the PEM format
 */
public record WebAccess(Map<String, String> proxies, List<Path> authorities) {
  /** As Java itself does. */
  public static final WebAccess NONE = new WebAccess(Map.of(), List.of());

  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  public WebAccess {
    proxies = Collections.unmodifiableMap(new TreeMap<>(proxies));
    authorities = List.copyOf(authorities);
  }

  /**
   * The proxy for an address.
   *
   * @return nothing if there is none; {@link Proxy#NO_PROXY} if the address is left out of it
   */
  public Optional<Proxy> proxy(URI uri) {
    return address(uri)
        .map(
            address ->
                isLeftOut(uri)
                    ? Proxy.NO_PROXY
                    : new Proxy(
                        Proxy.Type.HTTP,
                        InetSocketAddress.createUnresolved(address.host(), port(address))));
  }

  /** What a request to an address tells its proxy, if that wants a login. */
  public Optional<String> proxyAuthorization(URI uri) {
    return address(uri)
        .filter(address -> !isLeftOut(uri))
        .flatMap(Address::login)
        .map(WebAccess::basic);
  }

  private static String basic(Login login) {
    String both = login.user() + ":" + login.password();
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
  }

  private Optional<Address> address(URI uri) {
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    return variable(scheme + "_proxy")
        .flatMap(text -> Address.of(text.contains("://") ? text : "http://" + text));
  }

  private Optional<String> variable(String name) {
    return Stream.of(name, name.toUpperCase(Locale.ROOT))
        .map(one -> proxies.getOrDefault(one, "").strip())
        .filter(text -> !text.isEmpty())
        .findFirst();
  }

  private static int port(Address address) {
    return address.port() < 0 ? port(address.scheme()) : address.port();
  }

  private static int port(String scheme) {
    return scheme.equals("https") ? HTTPS : HTTP;
  }

  private boolean isLeftOut(URI uri) {
    String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
    int port = uri.getPort() < 0 ? port(uri.getScheme().toLowerCase(Locale.ROOT)) : uri.getPort();
    return variable("no_proxy").stream()
        .flatMap(text -> Arrays.stream(text.toLowerCase(Locale.ROOT).split("[,\\s]+")))
        .anyMatch(pattern -> matches(pattern, host) || matches(pattern, host + ":" + port));
  }

  /** A host with all below it; {@code 10.*}, as settings.xml has it; or {@code *}. */
  private static boolean matches(String pattern, String host) {
    if (pattern.endsWith("*")) {
      return host.startsWith(pattern.substring(0, pattern.length() - 1));
    }
    String bare = pattern.replaceFirst("^\\*?\\.", "");
    return !bare.isEmpty() && (host.equals(bare) || host.endsWith("." + bare));
  }

  /** The same for Java's client; where no proxy is told of, Java's own settings hold. */
  public ProxySelector selector() {
    ProxySelector java = ProxySelector.getDefault();
    return new ProxySelector() {
      @Override
      public List<Proxy> select(URI uri) {
        return proxy(uri)
            .map(List::of)
            .orElseGet(() -> java == null ? List.of(Proxy.NO_PROXY) : java.select(uri));
      }

      @Override
      public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        // Whoever made the connection tells of it.
      }
    };
  }

  /**
   * Who decides whether a server's certificate is trusted.
   *
   * @return nothing if Java's own authorities do
   * @throws BuildFailure the user's, if a file of authorities holds none
   */
  public Optional<TrustManager[]> trust() throws BuildFailure {
    if (authorities.isEmpty()) {
      return Optional.empty();
    }
    List<Certificate> all = new ArrayList<>();
    for (Path file : authorities) {
      all.addAll(certificates(file));
    }
    try {
      for (TrustManager one : managers(null)) {
        if (one instanceof X509TrustManager known) {
          all.addAll(List.<X509Certificate>of(known.getAcceptedIssuers()));
        }
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate one : all) {
        store.setCertificateEntry("authority-" + store.size(), one);
      }
      return Optional.of(managers(store));
    } catch (GeneralSecurityException | IOException refused) {
      throw BuildFailure.ofMachine(
          "Java's own authorities cannot be read: " + refused.getMessage(), refused);
    }
  }

  private static TrustManager[] managers(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  /** Whatever else a file has, such as a key or words about the certificates, is passed over. */
  private static List<Certificate> certificates(Path file) throws BuildFailure {
    List<Certificate> found = new ArrayList<>();
    try {
      Matcher block = CERTIFICATE.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
      while (block.find()) {
        InputStream in =
            new ByteArrayInputStream(block.group().getBytes(StandardCharsets.ISO_8859_1));
        found.add(CertificateFactory.getInstance("X.509").generateCertificate(in));
      }
    } catch (GeneralSecurityException | IOException refused) {
      throw noCertificates(file, refused);
    }
    if (found.isEmpty()) {
      throw noCertificates(file, null);
    }
    return found;
  }

  private static BuildFailure noCertificates(Path file, Exception cause) {
    return BuildFailure.ofUser(
        "<caCertificates>: \""
            + file
            + "\" holds no certificate that can be read: name a file in the PEM format.",
        cause);
  }

  /**
   * The same for Java's client.
   *
   * @return nothing if Java's own authorities decide
   * @throws BuildFailure the user's, if a file of authorities holds none
   */
  public Optional<SSLContext> secured() throws BuildFailure {
    Optional<TrustManager[]> managers = trust();
    if (managers.isEmpty()) {
      return Optional.empty();
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers.get(), null);
      return Optional.of(context);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("each Java has TLS", impossible);
    }
  }

  /** Not the addresses, which may hold logins. */
  @Override
  public String toString() {
    return "WebAccess[" + proxies.keySet() + ", " + authorities + "]";
  }
}
