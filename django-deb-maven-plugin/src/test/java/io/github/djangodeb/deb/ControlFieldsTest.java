package io.github.djangodeb.deb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.DebianVersion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlFieldsTest {
  private static ControlFields fields(String maintainer, String synopsis, String... paragraphs) {
    return new ControlFields(
        "shop-site",
        new DebianVersion("1.2"),
        Architecture.ALL,
        maintainer,
        "web",
        List.of("nginx|apache2", "python3 (>=3.13)"),
        List.of(),
        "",
        synopsis,
        List.of(paragraphs));
  }

  @Test
  void controlTextWhenDescriptionHasParagraphsFoldsThem() {
    String word = "word ".repeat(20).strip();

    assertThat(ControlText.of(fields("Ada <a@b>", "a shop", word, "", "Second."), 42))
        .isEqualTo(
            """
            Package: shop-site
            Version: 1.2
            Architecture: all
            Maintainer: Ada <a@b>
            Installed-Size: 42
            Depends: nginx | apache2, python3 (>= 3.13)
            Section: web
            Priority: optional
            Description: a shop
             word word word word word word word word word word word word word word word
             word word word word word
             .
             Second.
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Ada", "<a@b>", "Ada <a>", "Ada <a@b>\nDepends: evil", "Ada <a@b>, Bob <b@c>"})
  void controlFieldsWhenMaintainerIsNoneRefuses(String maintainer) {
    assertThatThrownBy(() -> fields(maintainer, "a shop"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(
            "\" is not a maintainer: write it as \"Ada Lovelace <ada@example.org>\"");
  }

  @Test
  void controlFieldsWhenSynopsisHasLineBreakRefuses() {
    assertThatThrownBy(() -> fields("Ada <a@b>", "a shop\nDepends: evil"))
        .hasMessage(
            "\"a shop\\x0aDepends: evil\" has a line break or a control character: write it in one"
                + " line");
  }
}
