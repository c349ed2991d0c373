package io.github.djangodeb.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebAccessTest {
  private static final WebAccess ACCESS =
      new WebAccess(
          Map.of(
              "https_proxy",
              "http://a%40b:p@proxy.example.org:3128",
              "HTTP_PROXY",
              "plain.example.org",
              "no_proxy",
              ".intern.example.org, localhost,10.*,host.example.org:8443"),
          List.of());

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "https://git.example.org/x, HTTP @ proxy.example.org/<unresolved>:3128",
    "http://git.example.org/x, HTTP @ plain.example.org/<unresolved>:80",
    "https://git.intern.example.org/x, DIRECT",
    "https://intern.example.org/x, DIRECT",
    "https://otherintern.example.org/x, HTTP @ proxy.example.org/<unresolved>:3128",
    "https://LOCALHOST/x, DIRECT",
    "https://10.1.2.3/x, DIRECT",
    "https://host.example.org:8443/x, DIRECT",
    "https://host.example.org/x, HTTP @ proxy.example.org/<unresolved>:3128"
  })
  void proxyIsTheOneForTheAddress(String address, String proxy) {
    assertThat(ACCESS.proxy(URI.create(address))).map(Proxy::toString).contains(proxy);
    assertThat(ACCESS.selector().select(URI.create(address))).hasToString("[" + proxy + "]");
  }

  @Test
  void proxyWhenNothingIsSaidLeavesItToJava() {
    assertThat(WebAccess.NONE.proxy(URI.create("https://git.example.org"))).isEmpty();
  }

  @Test
  void proxyAuthorizationIsToldToTheProxyAlone() {
    assertThat(ACCESS.proxyAuthorization(URI.create("https://git.example.org")))
        .contains("Basic YUBiOnA=");
    assertThat(ACCESS.proxyAuthorization(URI.create("https://localhost"))).isEmpty();
    assertThat(ACCESS.proxyAuthorization(URI.create("http://git.example.org"))).isEmpty();
    assertThat(ACCESS.toString()).doesNotContain("a%40b");
  }

  @Test
  void trustWhenAFileHoldsNoCertificateIsTheUsersFault() throws Exception {
    Path file = Files.writeString(folder.resolve("ca.pem"), "none");
    WebAccess access = new WebAccess(Map.of(), List.of(file));
    assertThatThrownBy(access::trust)
        .hasMessage(
            "<caCertificates>: \""
                + file
                + "\" holds no certificate that can be read: name a file in the PEM format.");
    assertThat(WebAccess.NONE.secured()).isEmpty();
  }
}
