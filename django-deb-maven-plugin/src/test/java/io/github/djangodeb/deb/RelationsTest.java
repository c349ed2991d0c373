package io.github.djangodeb.deb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.BuildFailure;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelationsTest {
  @Test
  void ofLinesWhenCommentsAndSpacingDifferGivesOneSortedSet() throws BuildFailure {
    List<String> lines =
        List.of(
            "# for psycopg2",
            "libpq-dev   # the client's library",
            "",
            "libjpeg-dev(>=1:2.0),  libpq-dev,",
            "mariadb-client|mysql-client ( << 9 )");

    assertThat(Relations.ofLines("venv-debian-requirements.txt", lines).texts())
        .containsExactly(
            "libjpeg-dev (>= 1:2.0)", "libpq-dev", "mariadb-client | mysql-client (<< 9)");
  }

  @Test
  void ofLinesWhenLinesAreFaultyTellsEachWithFileAndNumber() {
    assertThatThrownBy(
            () -> Relations.ofLines("src-debian-requirements.txt", List.of("ok", "Not OK", "a b")))
        .isInstanceOf(BuildFailure.class)
        .hasMessage(
            """
            2 faults in the configuration:
             - src-debian-requirements.txt, line 2: "Not OK" is no Debian relation: write it as \
            "libpq-dev", "libpq-dev (>= 15)" or "mariadb-client | mysql-client"
             - src-debian-requirements.txt, line 3: "a b" is no Debian relation: write it as \
            "libpq-dev", "libpq-dev (>= 15)" or "mariadb-client | mysql-client\"""");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "python3:any ! python3:any",
        "a2 (= 1.2-3) ! a2 (= 1.2-3)",
        "g++|c-compiler ! g++ | c-compiler"
      })
  void ofWhenRelationIsSoundGivesItsOneForm(String text, String expected) {
    assertThat(Relation.of(text)).hasToString(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "-rf",
        "a;id",
        "$(id)",
        "../x",
        "ab (> 1)",
        "ab (>= )",
        "ab (>= v1)",
        "ab |",
        "ab\ncd",
        "ab (>= 1",
        "é",
        "Ab",
        "ab, cd"
      })
  void ofWhenRelationIsNoneRefuses(String text) {
    assertThatThrownBy(() -> Relation.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no Debian relation");
  }

  @ParameterizedTest
  @ValueSource(strings = {"libfoo [amd64]", "libfoo <!nocheck>"})
  void ofWhenOnlyForSourcePackagesSaysSo(String text) {
    assertThatThrownBy(() -> Relation.of(text))
        .hasMessage(
            "\"%s\" names architectures or build profiles, which only source packages may: leave"
                + " them out",
            text);
  }
}
