package io.github.djangodeb.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
  private static final OptionalInt YEAR = OptionalInt.of(31_536_000);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "shop.pem",
        "/",
        "/a/",
        "/a//b",
        "/../b",
        "/a/..",
        "/.a",
        "/a b",
        "/a$b",
        "/a;b",
        "/a\nb",
        "/a\"b",
        "/a{b",
        "/a#b",
        "/\u00e9",
        "/a\u0000"
      })
  void newKeyFileWhenNoPlainPathRefusesIt(String path) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KeyFile(path))
        .withMessageStartingWith("\"" + path + "\" is no path on the host");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/ssl/certs/shop.pem", "/a", "/a/_.example.org/b+c=d@e,f:g%h"})
  void newKeyFileWhenPlainIsTaken(String path) {
    assertThat(new KeyFile(path)).hasToString(path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.5", "10.1.0.0/16", "::1", "2001:db8::/32", "fe80::1:2"})
  void newProxyAddressWhenAddressOrNetworkIsTaken(String text) {
    assertThat(new ProxyAddress(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0.0.0.0/0",
        "::/0",
        "10.0.0",
        "10.0.0.256",
        "10.0.0.1/33",
        "proxy.example.org",
        "1:2",
        ":::",
        "2001:db8::/129",
        "10.0.0.1;",
        "10.0.0.1 1",
        "::1\n",
        "unix:",
        "$x"
      })
  void newProxyAddressWhenNoneOrEverybodyRefusesIt(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ProxyAddress(text))
        .withMessageStartingWith("\"" + text + "\" is neither an address nor a network");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "100", "0m", "1t", "1.5m", "-1m", "1m;", "1 m", "9999999m", "M"})
  void newUploadSizeWhenNoSizeRefusesIt(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new UploadSize(text))
        .withMessageStartingWith("\"" + text + "\" is no size");
  }

  @Test
  void newHstsWhenBrowsersWouldNotTakeItIntoTheirListRefusesIt() {
    assertThat(new Hsts(YEAR, true, true).preload()).isTrue();
    assertThat(new Hsts(OptionalInt.empty(), true, true).preload()).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Hsts(YEAR, false, true))
        .withMessageContaining("set <hstsIncludeSubDomains> to true too");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Hsts(OptionalInt.of(300), true, true))
        .withMessageContaining("<hstsSeconds> to 31536000 at least");
  }

  @Test
  void newWhenProxyWithoutAddressesRefusesIt() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Tls(TlsMode.PROXY, Optional.empty(), Optional.empty(), List.of(), Hsts.DEFAULT))
        .withMessageContaining("name them in <trustedProxies>");
  }
}
