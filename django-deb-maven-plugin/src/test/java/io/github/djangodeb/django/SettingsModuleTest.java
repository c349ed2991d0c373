package io.github.djangodeb.django;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsModuleTest {
  @TempDir Path tree;

  @BeforeEach
  void write() throws IOException {
    write("backend/manage.py");
    write("backend/config/settings/__init__.py");
    write("backend/config/settings/base.py");
    write("backend/config/settings/production.py");
    write("backend/plain.py");
    write("backend/built/settings.cpython-313-x86_64-linux-gnu.so");
    write("shared/settings.py");
  }

  private void write(String file) throws IOException {
    Path path = tree.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, "");
  }

  private void require(String folder, String settings, boolean stated) throws BuildFailure {
    new SettingsModule(tree, new DjangoProject(folder, settings)).require(stated);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config.settings.production",
        "config.settings",
        "plain",
        "built.settings",
        "shared.settings"
      })
  void requireWhenTheyAreThereAccepts(String settings) {
    assertThatCode(() -> require("backend", settings, true)).doesNotThrowAnyException();
  }

  @Test
  void requireWhenThePomNamesOthersNamesTheirNeighbours() {
    assertThatThrownBy(() -> require("backend", "config.settings.produktion", true))
        .hasMessage(
            "There is no settings module \"config.settings.produktion\" in the packaged source:"
                + " there are base, production. Correct <settings>, or commit its file if that is"
                + " missing.");
  }

  @Test
  void requireWhenManagePyNamesOthersSaysSo() {
    assertThatThrownBy(() -> require("backend", "config.settings.local", false))
        .hasMessage(
            "There is no settings module \"config.settings.local\" in the packaged source, and"
                + " manage.py names it: there are base, production. Name the one for production in"
                + " <settings>, or commit its file if that is missing.");
  }

  @Test
  void requireWhenNotEvenTheirPackageIsThereRefuses() {
    assertThatThrownBy(() -> require("backend", "no.such.settings", true))
        .hasMessage(
            "There is no settings module \"no.such.settings\" in the packaged source. Correct"
                + " <settings>, or commit its file if that is missing.");
  }

  @Test
  void requireWhenTheProjectMayBeARequirementAccepts() {
    assertThatCode(() -> require("", "elsewhere.settings", true)).doesNotThrowAnyException();
  }
}
