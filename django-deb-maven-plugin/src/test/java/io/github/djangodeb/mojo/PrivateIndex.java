package io.github.djangodeb.mojo;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/**
 * A company's server for folders, each with a login of its own: by HTTPS, with a certificate of the
 * company's own authority, and only for those who have one of it too.
 */
final class PrivateIndex implements AutoCloseable {
  private static final String PASSWORD = "changeit";

  private final Path work;
  private final HttpsServer server;
  private final Set<String> served = ConcurrentHashMap.newKeySet();

  /**
   * @param work an empty folder for keys
   */
  PrivateIndex(Path work) throws Exception {
    this.work = work;
    makeKeys();
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    SSLContext context = context();
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters ssl = context.getDefaultSSLParameters();
            ssl.setNeedClientAuth(true);
            parameters.setSSLParameters(ssl);
          }
        });
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
  }

  private void makeKeys() throws Exception {
    Files.writeString(work.resolve("server.ext"), "subjectAltName=IP:127.0.0.1,DNS:localhost\n");
    Files.writeString(work.resolve("client.ext"), "extendedKeyUsage=clientAuth\n");
    openssl(
        "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=Company");
    for (String name : List.of("server", "client")) {
      openssl(
          "req -newkey rsa:2048 -nodes -keyout "
              + name
              + ".key -out "
              + name
              + ".csr -subj"
              + " /CN="
              + name);
      openssl(
          "x509 -req -in "
              + name
              + ".csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out "
              + name
              + ".pem -extfile "
              + name
              + ".ext");
    }
    openssl(
        "pkcs12 -export -in server.pem -inkey server.key -out server.p12 -passout pass:"
            + PASSWORD);
    Files.writeString(
        clientCertificate(),
        Files.readString(work.resolve("client.pem"))
            + Files.readString(work.resolve("client.key")));
  }

  private void openssl(String arguments) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(("openssl " + arguments).split(" "))
            .directory(work.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("openssl " + arguments + ":\n" + said);
    }
  }

  private SSLContext context() throws Exception {
    KeyStore own = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(work.resolve("server.p12"))) {
      own.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
    keys.init(own, PASSWORD.toCharArray());
    KeyStore known = KeyStore.getInstance("PKCS12");
    known.load(null, null);
    try (InputStream in = Files.newInputStream(authority())) {
      known.setCertificateEntry(
          "ca", java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(known);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  /** The certificate of the company's authority. */
  Path authority() {
    return work.resolve("ca.pem");
  }

  /** What a client is known by. */
  Path clientCertificate() {
    return work.resolve("client-both.pem");
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** The names below each folder that were handed out. */
  Set<String> served() {
    return served;
  }

  /** Serves a folder to those with a login. */
  void serve(String name, Path folder, Map<String, String> passwords) {
    HttpContext context =
        server.createContext("/" + name + "/", exchange -> answer(exchange, name, folder));
    context.setAuthenticator(
        new BasicAuthenticator(name) {
          @Override
          public boolean checkCredentials(String user, String password) {
            return password.equals(passwords.get(user));
          }
        });
  }

  private void answer(HttpExchange exchange, String name, Path folder) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().substring(name.length() + 2);
      Path file = folder.resolve(path);
      if (Files.isDirectory(file)) {
        file = file.resolve("index.html");
      }
      if (!Files.isRegularFile(file)) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      if (file.toString().endsWith(".html")) {
        exchange.getResponseHeaders().set("Content-Type", "text/html");
      }
      byte[] bytes = Files.readAllBytes(file);
      exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
      served.add(name + "/" + path);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /** What is in any file below a folder, as Latin-1. */
  static String everythingBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      StringBuilder all = new StringBuilder();
      for (Path file : files.filter(Files::isRegularFile).collect(Collectors.toList())) {
        all.append(file).append('\n');
        all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)).append('\n');
      }
      return all.toString();
    }
  }
}
