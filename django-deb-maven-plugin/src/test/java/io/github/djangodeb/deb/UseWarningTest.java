package io.github.djangodeb.deb;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djangodeb.template.ScriptValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the script that warns when a package in use is removed. */
class UseWarningTest {
  private static final String PACKAGE = "shop-src-0123456789ab";

  @TempDir Path folder;
  private Path directory;
  private Path site;
  private Path facts;

  @BeforeEach
  void makeSite() throws IOException {
    directory = Files.createDirectories(folder.resolve("lib/shop-src/0123456789ab"));
    site = Files.createDirectories(folder.resolve("sites/berlin"));
    facts = Files.createDirectories(folder.resolve("installed/berlin")).resolve("site.json");
    Files.createFile(facts);
  }

  private record Ended(int exitCode, String said) {}

  private Ended run(String... arguments) throws Exception {
    ScriptValues values =
        new ScriptValues(
            Map.of(
                "package", PACKAGE,
                "directory", directory.toString(),
                "sites", folder.resolve("sites").toString(),
                "installed", folder.resolve("installed").toString()));
    Path script = folder.resolve("prerm");
    Files.writeString(script, values.fill("prerm", Texts.read("prerm")));
    java.util.List<String> command = new java.util.ArrayList<>();
    command.add("/bin/sh");
    command.add(script.toString());
    command.addAll(java.util.List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), said);
  }

  private void writeState(String live, String slotA, String src) throws IOException {
    Files.writeString(
        site.resolve("state.json"),
        """
        {
          "database": {},
          "format": 1,
          "journal": null,
          "live": %s,
          "migrations": {},
          "nginx": {},
          "releases": {
            "1.2": 1700000000.5,
            "1.3": 1700000001.5
          },
          "slots": {
            "a": %s,
            "b": "1.2"
          }
        }
        """
            .formatted(live, slotA));
    Path release = Files.createDirectories(site.resolve("releases/1.3"));
    Files.writeString(
        release.resolve("release.json"), "{\n  \"src\": \"" + src + "\",\n  \"unit\": \"x\"\n}\n");
  }

  @Test
  void removeWhenNothingUsesItIsSilent() throws Exception {
    assertThat(run("remove")).isEqualTo(new Ended(0, ""));
  }

  @Test
  void removeWhenSiteServesFromItWarnsAndGoesOn() throws Exception {
    writeState("\"a\"", "\"1.3\"", directory.toString());

    assertThat(run("remove"))
        .isEqualTo(
            new Ended(
                0,
                PACKAGE
                    + ": warning: the site with its data in "
                    + site
                    + " serves release 1.3 out of "
                    + directory
                    + ". Pages will fail until another release is installed.\n"));
  }

  @Test
  void removeWhenSiteWasRemovedBeforeIsSilent() throws Exception {
    writeState("\"a\"", "\"1.3\"", directory.toString());
    Files.delete(facts);

    assertThat(run("remove")).isEqualTo(new Ended(0, ""));
  }

  @Test
  void removeWhenOnlyIdleSlotHasItIsSilent() throws Exception {
    writeState("\"b\"", "\"1.3\"", directory.toString());

    assertThat(run("remove")).isEqualTo(new Ended(0, ""));
  }

  @Test
  void removeWhenSiteServesFromAnotherIsSilent() throws Exception {
    writeState("\"a\"", "\"1.3\"", directory + "0");

    assertThat(run("remove")).isEqualTo(new Ended(0, ""));
  }

  @Test
  void removeWhenStateIsBrokenGoesOn() throws Exception {
    Files.writeString(site.resolve("state.json"), "{\n  \"live\": \"a\",\n");

    assertThat(run("remove")).isEqualTo(new Ended(0, ""));
  }

  @Test
  void removeWhenProcessStandsInItNamesIt() throws Exception {
    Process process = new ProcessBuilder("sleep", "60").directory(directory.toFile()).start();
    try {
      assertThat(run("remove"))
          .isEqualTo(
              new Ended(
                  0, PACKAGE + ": warning: still used by the processes " + process.pid() + "\n"));
    } finally {
      process.destroy();
    }
  }

  @Test
  void removeWhenProcessHasItInItsEnvironmentNamesIt() throws Exception {
    ProcessBuilder builder = new ProcessBuilder("sleep", "60");
    builder.environment().put("PYTHONPATH", directory.toString());
    Process process = builder.start();
    try {
      assertThat(run("remove").said()).contains("processes " + process.pid() + "\n");
    } finally {
      process.destroy();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"upgrade", "deconfigure", "failed-upgrade"})
  void runWhenNotRemovedDoesNothing(String verb) throws Exception {
    writeState("\"a\"", "\"1.3\"", directory.toString());

    assertThat(run(verb, "2")).isEqualTo(new Ended(0, ""));
  }

  @Test
  void runWhenVerbIsUnknownFails() throws Exception {
    assertThat(run("reinstall"))
        .isEqualTo(new Ended(1, "prerm called with unknown argument \"reinstall\"\n"));
  }
}
