package io.github.djangodeb.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptReleasesTest {
  @ParameterizedTest
  @ValueSource(strings = {"1", "2", "99"})
  void ofWhenANumberIsIt(String text) {
    assertThat(KeptReleases.of(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0", "-1", "100", "2.5", "all", "2 ", "2\nMIGRATE=auto", "٢", "99999999999"})
  void ofWhenNoNumberFromOneTo99Refuses(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeptReleases.of(text))
        .withMessage(
            "\""
                + text
                + "\" is no number of releases: use one from 1, the release that serves, to 99");
  }
}
