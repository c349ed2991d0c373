package io.github.djangodeb.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DebianVersionTest {
  private static final Instant COMMIT = Instant.parse("2026-11-23T10:15:00Z");

  @ParameterizedTest
  @CsvSource({
    "1.2, 1.2",
    "1.2-SNAPSHOT, 1.2~20261123T101500",
    "1.2-rc1, 1.2~rc1",
    "1.2-RC-2, 1.2~RC-2",
    "1.2-beta-3-SNAPSHOT, 1.2~beta-3~20261123T101500",
    "1.2.M1, 1.2~M1",
    "1.2-1, 1.2-1",
    "20261123-SNAPSHOT, 20261123~20261123T101500"
  })
  void ofMavenOrdersForAptAsForMaven(String maven, String debian) {
    assertThat(DebianVersion.ofMaven(maven, COMMIT)).hasToString(debian);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "v1", "1:2", "1 2", "1_2", "1\n2", "$(id)"})
  void newWhenNoDebianVersionRefuses(String text) {
    assertThatThrownBy(() -> new DebianVersion(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ofTimeIsUtc() {
    assertThat(DebianVersion.ofTime(COMMIT)).hasToString("20261123T101500");
  }
}
