package io.github.djangodeb.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputTimestampTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-23T10:15:00Z",
        "2026-11-23T11:15:00+01:00",
        "2026-11-23T10:15:00.7Z",
        "1795428900"
      })
  void ofWhenItIsATimeReadsItToTheSecond(String text) {
    assertThat(OutputTimestamp.of(text)).contains(Instant.parse("2026-11-23T10:15:00Z"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-", "$"})
  void ofWhenItIsOneCharacterThereIsNone(String text) {
    assertThat(OutputTimestamp.of(text)).isEmpty();
  }

  @Test
  void ofWhenItIsOneDigitThatIsASecond() {
    assertThat(OutputTimestamp.of("7")).contains(Instant.ofEpochSecond(7));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yesterday",
        "2026-11-23",
        "2026-11-23T10:15:00",
        "-1",
        "1969-12-31T23:59:59Z",
        "9999-01-01T00:00:00Z",
        "99999999999999999999"
      })
  void ofWhenItIsNoTimeSaysHowToWriteOne(String text) {
    assertThatThrownBy(() -> OutputTimestamp.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "\""
                + text
                + "\" is no time since 1970: write it as 2026-11-23T10:15:00Z, or as seconds since"
                + " 1970");
  }
}
