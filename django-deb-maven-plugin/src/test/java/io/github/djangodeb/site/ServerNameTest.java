package io.github.djangodeb.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerNameTest {
  @ParameterizedTest
  @CsvSource({
    "www.example.org, www.example.org",
    "WWW.Example.ORG, www.example.org",
    "*.example.org, *.example.org",
    "bücher.example, xn--bcher-kva.example",
    "*.bücher.example, *.xn--bcher-kva.example",
    "localhost, localhost",
    "127.0.0.1, 127.0.0.1",
    "[::1], [::1]",
    "a-b.example, a-b.example"
  })
  void newWhenHostNameHoldsItAsDnsDoes(String given, String held) {
    assertThat(new ServerName(given).text()).isEqualTo(held);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "_",
        "~^www\\d+\\.example\\.org$",
        "*",
        "*.org",
        "www.*",
        "*.*.example.org",
        "https://www.example.org",
        "www.example.org:80",
        "www.example.org/path",
        "www.example.org.",
        ".example.org",
        "a..b",
        "-a.example",
        "a b",
        "a;id",
        "a\nb",
        "$(id)",
        "`id`",
        "\"",
        "a#b",
        "{}",
        "[::1",
        "[::1];x",
        "../x"
      })
  void newWhenNoHostNameRefusesIt(String given) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ServerName(given))
        .withMessage(
            "\""
                + given
                + "\" is no server name: write a host name such as \"www.example.org\","
                + " or \"*.example.org\", without a scheme, a port or a path");
  }

  @Test
  void newWhenLongerThanDnsTakesRefusesIt() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ServerName("a123456789.".repeat(24) + "example"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ServerName("a".repeat(64) + ".example"));
  }
}
