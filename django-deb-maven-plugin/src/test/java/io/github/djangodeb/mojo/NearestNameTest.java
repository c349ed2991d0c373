package io.github.djangodeb.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
  private static final List<String> NAMES =
      List.of("cache", "migrate", "queue", "serverNames", "settings", "tls", "unpinned", "workers");

  @ParameterizedTest
  @CsvSource({
    "migratee, migrate",
    "Migrate, migrate",
    "serverName, serverNames",
    "server-names, serverNames",
    "stetings, settings",
    "worker, workers",
    "tsl, tls",
    "cahce, cache"
  })
  void ofWhenANameIsMisspeltFindsIt(String written, String meant) {
    assertThat(NearestName.of(written, NAMES)).contains(meant);
  }

  @Test
  void ofWhenNoNameIsNearFindsNone() {
    assertThat(NearestName.of("version", NAMES)).isEmpty();
    assertThat(NearestName.of("x", NAMES)).isEmpty();
    assertThat(NearestName.of("djangoVersion", NAMES)).isEmpty();
  }
}
