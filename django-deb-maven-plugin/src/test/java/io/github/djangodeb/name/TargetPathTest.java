package io.github.djangodeb.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetPathTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"", "/", "usr", "//usr", "/usr//lib", "/usr/", "/../x", "/usr/./lib", "/.."})
  void newWhenNotPlainAndAbsoluteRefuses(String text) {
    assertThatThrownBy(() -> new TargetPath(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void resolveGoesBelow() {
    TargetPath path = new TargetPath("/usr/lib").resolve("a/.b..c");
    assertThat(path).hasToString("/usr/lib/a/.b..c");
    assertThat(path.relativeToRoot()).isEqualTo("usr/lib/a/.b..c");
  }

  @Test
  void resolveWhenLeadingOutRefuses() {
    TargetPath path = new TargetPath("/usr/lib");
    assertThatThrownBy(() -> path.resolve("../x")).isInstanceOf(IllegalArgumentException.class);
  }
}
