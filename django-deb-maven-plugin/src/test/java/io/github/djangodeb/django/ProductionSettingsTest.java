package io.github.djangodeb.django;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProductionSettingsTest {
  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.createDirectories(folder.resolve("config/settings"));
    Files.writeString(folder.resolve("config/settings/production.py"), "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"config.settings.base", "config.settings.dev", "config.settings.local"})
  void meantWhenManagePyNamesOthersIsTheOneForProduction(String named) {
    assertThat(ProductionSettings.meant(folder, named)).contains("config.settings.production");
  }

  @Test
  void meantWhenTheNamedMayBeForASiteIsNone() {
    assertThat(ProductionSettings.meant(folder, "config.settings.berlin")).isEmpty();
    assertThat(ProductionSettings.meant(folder, "config.settings.production")).isEmpty();
    assertThat(ProductionSettings.meant(folder, "other.settings.base")).isEmpty();
    assertThat(ProductionSettings.beside(folder, "config.settings.berlin"))
        .contains("config.settings.production");
  }
}
