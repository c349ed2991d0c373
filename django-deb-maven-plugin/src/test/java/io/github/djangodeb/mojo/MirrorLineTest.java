package io.github.djangodeb.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.name.Suite;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MirrorLineTest {
  private static final String AT = "deb http://debian.example.org/debian ";

  @ParameterizedTest
  @ValueSource(
      strings = {
        AT + "trixie main",
        AT + "trixie-updates main contrib",
        AT + "trixie-security main",
        AT + "trixie-backports main",
        AT + "stable main",
        AT + "unstable main",
        AT + "zurg main",
        AT + "./",
        AT + "bookworm stable",
        "deb [signed-by=/a.gpg arch=amd64] https://pg.example.org/ bookworm-pgdg main",
        "no line"
      })
  void ofWhenItMayBeOfTheSuiteTakesIt(String line) {
    assertThat(MirrorLine.of(Suite.TRIXIE, line, List.of(line))).isEqualTo(line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        AT + "bookworm main",
        AT + "bookworm-security main",
        AT + "buster/updates main",
        "deb [signed-by=/a.gpg arch=amd64] " + "http://x.example.org bullseye contrib main",
        "deb\thttp://x.example.org  forky   main"
      })
  void ofWhenItIsOfAnotherReleaseRefusesIt(String line) {
    for (String other :
        List.of(line, AT + "./", AT + "bookworm-pgdg main", AT + "bookworm stable")) {
      assertThatThrownBy(() -> MirrorLine.of(Suite.TRIXIE, line, List.of(line, other)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(
              "and packages are built for \"trixie\" (<suite>): name trixie in it");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "trixie main",
        "trixie-security main",
        "trixie/snapshot contrib",
        "stable main",
        "stable-updates main",
        "our-trixie main"
      })
  void ofWhenAnotherLineMayBeOfTheSuiteTakesIt(String other) {
    String line = "deb [arch=amd64] https://packages.example.com/debian/12/prod bookworm main";
    assertThat(MirrorLine.of(Suite.TRIXIE, line, List.of(line, AT + other))).isEqualTo(line);
  }

  @Test
  void ofWhenItIsOfAnotherReleaseNamesBothAndNoPassword() {
    assertThatThrownBy(() -> alone("deb http://me:s3cret@x.example.org bookworm main"))
        .hasMessageContaining("x.example.org bookworm main\" is of \"bookworm\", and packages are")
        .hasMessageEndingWith(": name trixie in it, or write <suite>bookworm</suite>")
        .hasMessageNotContaining("s3cret");
    assertThatThrownBy(() -> alone(AT + "bullseye main"))
        .hasMessageEndingWith(": name trixie in it");
  }

  private static String alone(String line) {
    return MirrorLine.of(Suite.TRIXIE, line, List.of(line));
  }
}
