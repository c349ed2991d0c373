package io.github.djangodeb.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceDateEpochTest {
  @Test
  void ofWhenSecondsGivesTheTime() {
    assertThat(SourceDateEpoch.of(Optional.of("1763893200")))
        .contains(Instant.parse("2025-11-23T10:20:00Z"));
    assertThat(SourceDateEpoch.of(Optional.of("0"))).contains(Instant.EPOCH);
  }

  @Test
  void ofWhenUnsetGivesNone() {
    assertThat(SourceDateEpoch.of(Optional.empty())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "-1", "1.5", "1e9", " 1", "99999999999999999999"})
  void ofWhenItIsNoNumberOfSecondsSaysHowToMendIt(String value) {
    assertThatThrownBy(() -> SourceDateEpoch.of(Optional.of(value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "SOURCE_DATE_EPOCH: \""
                + value
                + "\" is no number of seconds since 1970: set it to one, as \"git log -1"
                + " --format=%ct\" prints it, or unset it");
  }

  @Test
  void boundWhenChangesAreNotCommittedIsTheLatestTime() {
    Instant early = Instant.parse("2026-01-01T00:00:00Z");
    Instant late = Instant.parse("2026-06-01T00:00:00Z");
    assertThat(SourceExport.bounded(late, false, Optional.of(early))).isEqualTo(early);
    assertThat(SourceExport.bounded(early, false, Optional.of(late))).isEqualTo(early);
    assertThat(SourceExport.bounded(late, false, Optional.empty())).isEqualTo(late);
    assertThat(SourceExport.bounded(late, true, Optional.of(early))).isEqualTo(late);
  }
}
