package io.github.djangodeb.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.github.djangodeb.login.Login;
import io.github.djangodeb.login.Logins;
import io.github.djangodeb.network.OwnServer;
import io.github.djangodeb.network.WebAccess;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How repositories of http and https are reached; none of the servers has one. */
class WebFetchTest {
  private static final String ASKED = "/shop.git/info/refs?service=git-upload-pack";

  @TempDir Path folder;

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void startServer() throws Exception {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(
              exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Proxy-Authorization"));
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  private void fetch(String address, WebAccess access) {
    fetch(address, access, Logins.NONE, address);
  }

  private void fetch(String address, WebAccess access, Logins logins, String told) {
    GitSource source =
        new GitSource(
            folder.resolve("cache"), (name, what) -> () -> {}, logins, access, GitEvents.none());
    assertThatThrownBy(() -> source.remote(address, folder, Optional.empty(), ""))
        .hasMessageStartingWith("cannot fetch the repository " + told);
  }

  private String own() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  @Test
  void fetchWhenThereIsAProxyGoesThroughItWithItsLogin() {
    fetch(
        "http://git.example.invalid/shop.git",
        new WebAccess(Map.of("http_proxy", "http://joe:pass@" + own()), List.of()));
    assertThat(asked)
        .first()
        .isEqualTo("http://git.example.invalid" + ASKED + " Basic am9lOnBhc3M=");
  }

  @Test
  void fetchWhenTheHostIsLeftOutOfTheProxyGoesThereItself() {
    fetch(
        "http://" + own() + "/shop.git",
        new WebAccess(
            Map.of("http_proxy", "http://127.0.0.1:9", "no_proxy", "127.0.*"), List.of()));
    assertThat(asked).first().isEqualTo(ASKED + " null");
  }

  @Test
  void fetchWhenTheServersAuthorityIsTheCompanysTrustsIt() throws Exception {
    try (OwnServer https = new OwnServer(folder)) {
      String shop = https.address() + "/shop.git";
      fetch(
          shop,
          WebAccess.NONE,
          Logins.NONE,
          shop
              + ": its certificate is of an authority that is not trusted here: name the file with"
              + " that authority's certificate in <caCertificates>");
      assertThat(https.asked()).isEmpty();
      fetch(https.address() + "/shop.git", new WebAccess(Map.of(), List.of(https.certificate())));
      assertThat(https.asked()).first().isEqualTo("GET " + ASKED);
    }
  }

  @ParameterizedTest
  @CsvSource({"'', ada:s3cret", "ada@, ada:s3cret", "token@, token:", "ada:own@, ada:own"})
  void fetchWhenTheServerWantsALoginHasThatOfTheAddressOrTheHost(String user, String login) {
    List<String> logins = new CopyOnWriteArrayList<>();
    server.createContext(
        "/private.git",
        exchange -> {
          String header = exchange.getRequestHeaders().getFirst("Authorization");
          if (header != null) {
            byte[] told = Base64.getDecoder().decode(header.replaceFirst("Basic ", ""));
            logins.add(new String(told, StandardCharsets.UTF_8));
          }
          exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
          exchange.sendResponseHeaders(401, -1);
          exchange.close();
        });
    fetch(
        "http://" + user + own() + "/private.git",
        WebAccess.NONE,
        new Logins(Map.of("127.0.0.1", new Login("ada", "s3cret")), Map.of()),
        "http://" + own() + "/private.git");
    assertThat(logins).first().isEqualTo(login);
  }
}
