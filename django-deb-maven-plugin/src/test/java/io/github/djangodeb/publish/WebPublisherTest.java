package io.github.djangodeb.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.network.OwnServer;
import io.github.djangodeb.network.WebAccess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebPublisherTest {
  private static final Optional<Credentials> LOGIN = Optional.of(new Credentials("ada", "geheim"));
  private static final String ENV = "shop-env-0123456789ab_1+deb13_amd64.deb";
  private static final String SITE = "shop-site_1.0~rc1_all.deb";

  @TempDir Path folder;
  private HttpServer server;

  /** What the server has, by the path of a request as it was sent. */
  private final Map<String, String> has = new HashMap<>();

  private final List<String> requests = new ArrayList<>();

  /** The hosts of requests that came as to a proxy, and what they told it. */
  private final List<String> proxied = new ArrayList<>();

  private final List<String> told = new ArrayList<>();
  private int refusal;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  /** Takes nothing but what the documentation of Nexus and Artifactory says. */
  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String path = exchange.getRequestURI().getRawPath();
    String method = exchange.getRequestMethod();
    if (exchange.getRequestURI().getHost() != null) {
      proxied.add(
          "http://"
              + exchange.getRequestURI().getHost()
              + " "
              + exchange.getRequestHeaders().getFirst("Proxy-Authorization"));
    }
    requests.add(method + " " + path + " " + body);
    boolean known =
        "Basic YWRhOmdlaGVpbQ==".equals(exchange.getRequestHeaders().getFirst("Authorization"));
    String said = "";
    int status;
    if (!known) {
      status = 401;
    } else if (refusal != 0) {
      status = refusal;
      said = "<html><b>no</b> more</html>";
    } else if (method.equals("GET")) {
      status = has.containsKey(path) ? 200 : 404;
      said = has.getOrDefault(path, "");
    } else {
      status = 201;
    }
    byte[] bytes = said.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private RepositoryAddress address() {
    return RepositoryAddress.of("http://127.0.0.1:" + server.getAddress().getPort() + "/apt");
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private Publisher artifactory() throws BuildFailure {
    return WebPublisher.artifactory(address(), LOGIN, WebAccess.NONE, "trixie", "main", new Told());
  }

  private final class Told implements PublishEvents {
    @Override
    public void uploaded(String fileName, Duration took) {
      told.add("uploaded " + fileName);
    }

    @Override
    public void present(String fileName) {
      told.add("present " + fileName);
    }

    @Override
    public void keptPublished(String fileName) {
      told.add("kept " + fileName);
    }

    @Override
    public void ran(String command, Duration took) {}

    @Override
    public void progress(String line) {}
  }

  @Test
  void publishWhenServerIsArtifactorySendsMatrixParameters() throws Exception {
    artifactory().publish(List.of(file(ENV, "env"), file(SITE, "site")));

    String pool = "/apt/pool/trixie/main/s/";
    assertThat(requests)
        .containsExactly(
            "GET " + pool + "shop-env-0123456789ab_1%2Bdeb13_amd64.deb ",
            "GET " + pool + "shop-site_1.0~rc1_all.deb ",
            "PUT "
                + pool
                + "shop-env-0123456789ab_1%2Bdeb13_amd64.deb"
                + ";deb.distribution=trixie;deb.component=main;deb.architecture=amd64 env",
            "PUT "
                + pool
                + "shop-site_1.0~rc1_all.deb"
                + ";deb.distribution=trixie;deb.component=main;deb.architecture=all site");
    assertThat(told).containsExactly("uploaded " + ENV, "uploaded " + SITE);
  }

  @Test
  void publishWhenServerIsNexusPostsThePackage() throws Exception {
    WebPublisher.nexus(address(), LOGIN, WebAccess.NONE, new Told())
        .publish(List.of(file(SITE, "site")));

    assertThat(requests)
        .containsExactly("GET /apt/pool/s/shop-site/shop-site_1.0~rc1_all.deb ", "POST /apt/ site");
  }

  @Test
  void publishWhenPackagesAreThereUploadsNothing() throws Exception {
    String pool = "/apt/pool/trixie/main/s/";
    has.put(pool + "shop-env-0123456789ab_1%2Bdeb13_amd64.deb", "env of another build");
    has.put(pool + SITE, "site");

    artifactory().publish(List.of(file(ENV, "env"), file(SITE, "site")));

    assertThat(requests).hasSize(2).allMatch(request -> request.startsWith("GET "));
    assertThat(told).containsExactly("kept " + ENV, "present " + SITE);
  }

  @Test
  void publishWhenAVersionHasOtherContentRefusesBeforeAnyUpload() throws Exception {
    has.put("/apt/pool/trixie/main/s/" + SITE, "another site");
    List<Path> files = List.of(file(ENV, "env"), file(SITE, "site"));

    assertThatThrownBy(() -> artifactory().publish(files))
        .isInstanceOfSatisfying(BuildFailure.class, f -> assertThat(f.isUsers()).isTrue())
        .hasMessage(
            address()
                + " has shop-site 1.0~rc1 with other content, which hosts may have installed: raise"
                + " the version in the pom, or commit the change if that is a snapshot. Packages of"
                + " another Debian release want a repository, or in Artifactory a suite, of their"
                + " own.");
    assertThat(requests).allMatch(request -> request.startsWith("GET "));
  }

  @Test
  void publishWhenLoginIsRefusedSaysWhereItStandsAndNotWhatItIs() throws Exception {
    List<Path> files = List.of(file(SITE, "site"));
    Publisher stranger =
        WebPublisher.nexus(
            address(), Optional.of(new Credentials("ada", "falsch")), WebAccess.NONE, new Told());

    assertThatThrownBy(() -> stranger.publish(files))
        .isInstanceOfSatisfying(BuildFailure.class, f -> assertThat(f.isUsers()).isFalse())
        .hasMessage(
            address()
                + "pool/s/shop-site/shop-site_1.0~rc1_all.deb answers with status 401: see that"
                + " settings.xml has a <server> whose id is in <publishServerId>, with a login that"
                + " may upload.");
    assertThat(new Credentials("ada", "falsch").toString()).doesNotContain("falsch");
  }

  @Test
  void publishWhenServerRefusesTellsWhatItSaid() throws Exception {
    refusal = 507;
    List<Path> files = List.of(file(SITE, "site"));

    assertThatThrownBy(() -> artifactory().publish(files))
        .hasMessageEndingWith("answers with status 507 (no more): see its log.");
  }

  @Test
  void publishWhenServerLeadsElsewhereDoesNotGoThere() throws Exception {
    refusal = 302;
    List<Path> files = List.of(file(SITE, "site"));

    assertThatThrownBy(() -> artifactory().publish(files))
        .hasMessageContaining("answers with status 302")
        .hasMessageEndingWith("name in <publishUrl> where it leads to.");
    assertThat(requests).hasSize(1);
  }

  @Test
  void publishWhenNobodyAnswersSaysSo() throws Exception {
    RepositoryAddress address = address();
    server.stop(0);
    List<Path> files = List.of(file(SITE, "site"));

    assertThatThrownBy(
            () ->
                WebPublisher.nexus(address, Optional.empty(), WebAccess.NONE, new Told())
                    .publish(files))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining(" cannot be reached: ")
        .hasMessageEndingWith("See that <publishUrl> is right and its server runs.");
  }

  @Test
  void credentialsWhenThereIsNoNameAreAToken() {
    assertThat(new Credentials("", "t0ken").header()).isEqualTo("Bearer t0ken");
  }

  @Test
  void addressWhenItHoldsALoginIsRefusedWithoutTellingIt() {
    assertThatThrownBy(() -> RepositoryAddress.of("https://ada:geheim@host/apt"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the address holds a login: put that into settings.xml as a <server>, and name its id"
                + " in <publishServerId>");
    for (String odd :
        List.of("https://ada:ge heim@host/", "ftp://host/", "/srv/apt", "https:///x")) {
      assertThatThrownBy(() -> RepositoryAddress.of(odd))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("that is no address of a repository")
          .hasMessageNotContaining("heim");
    }
  }

  @Test
  void publishWhenThereIsAProxyGoesThroughItWithItsLogin() throws Exception {
    String proxy = "http://joe:pass@127.0.0.1:" + server.getAddress().getPort();
    WebAccess access = new WebAccess(Map.of("http_proxy", proxy), List.of());
    WebPublisher.nexus(
            RepositoryAddress.of("http://nexus.example.invalid/apt"), LOGIN, access, new Told())
        .publish(List.of(file(SITE, "site")));
    assertThat(requests).isNotEmpty();
    assertThat(proxied)
        .isNotEmpty()
        .allMatch(one -> one.equals("http://nexus.example.invalid Basic am9lOnBhc3M="));
  }

  @Test
  void publishWhenTheHostIsLeftOutOfTheProxyGoesThereItself() throws Exception {
    WebAccess access =
        new WebAccess(Map.of("http_proxy", "http://127.0.0.1:9", "no_proxy", "127.0.*"), List.of());
    WebPublisher.nexus(address(), LOGIN, access, new Told()).publish(List.of(file(SITE, "site")));
    assertThat(requests).isNotEmpty();
    assertThat(proxied).isEmpty();
  }

  @Test
  void publishWhenTheProxyWantsAnotherLoginSaysWhere() throws Exception {
    refusal = 407;
    WebAccess access =
        new WebAccess(
            Map.of("http_proxy", "127.0.0.1:" + server.getAddress().getPort()), List.of());
    Publisher nexus =
        WebPublisher.nexus(
            RepositoryAddress.of("http://nexus.example.invalid/apt"), LOGIN, access, new Told());
    List<Path> files = List.of(file(SITE, "site"));
    assertThatThrownBy(() -> nexus.publish(files))
        .hasMessageContaining(
            "answers with status 407 (no more): see that the <proxy> of settings.xml has the right"
                + " login; for an address of https Java tells it only if MAVEN_OPTS has"
                + " \"-Djdk.http.auth.tunneling.disabledSchemes=\".");
  }

  @Test
  void publishWhenTheServersAuthorityIsTheCompanysTrustsIt() throws Exception {
    try (OwnServer own = new OwnServer(folder)) {
      List<Path> files = List.of(file(SITE, "site"));
      RepositoryAddress address = RepositoryAddress.of(own.address() + "/apt");
      assertThatThrownBy(
              () -> WebPublisher.nexus(address, LOGIN, WebAccess.NONE, new Told()).publish(files))
          .hasMessageMatching(
              "https://127\\.0\\.0\\.1:\\d+/apt/\\S* cannot be reached: its certificate is of an"
                  + " authority that is not trusted here: name the file with that authority's"
                  + " certificate in <caCertificates>\\.")
          .hasNoCause();
      WebAccess access = new WebAccess(Map.of(), List.of(own.certificate()));
      WebPublisher.nexus(address, LOGIN, access, new Told()).publish(files);
      assertThat(own.asked()).hasSize(2);
    }
  }
}
