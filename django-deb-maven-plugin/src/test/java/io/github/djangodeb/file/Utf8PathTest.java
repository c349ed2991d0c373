package io.github.djangodeb.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8PathTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"plain", "café", "日本/語", "with blank é%2F", "100%", "a+b~c é"})
  void resolveWhenWrittenAndListedGivesTheSameName(String name) throws IOException {
    Path file = Utf8Path.resolve(folder, name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "x");

    assertThat(Utf8Path.text(file)).contains(folder + "/" + name);
    assertThat(Utf8Path.lastPart(file)).contains(name.substring(name.lastIndexOf('/') + 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../é/x", "é", "/usr/é", "../plain", "a/../é"})
  void ofWhenLinkTargetKeepsItAsItStands(String target) {
    assertThat(Utf8Path.text(Utf8Path.of(target))).contains(target);
  }

  @Test
  void resolveWhenLocaleIsCStillWritesUtf8() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder child =
        new ProcessBuilder(
            List.of(
                java,
                "-cp",
                System.getProperty("java.class.path"),
                InLocaleC.class.getName(),
                folder.toString()));
    child.environment().put("LC_ALL", "C");
    child.redirectErrorStream(true);
    Process process = child.start();
    String output = new String(process.getInputStream().readAllBytes());

    assertThat(output).isEqualTo("as written\n");
    assertThat(process.waitFor()).isZero();
  }

  /** What the test runs in a Java that knows ASCII names only. */
  static final class InLocaleC {
    public static void main(String[] arguments) throws IOException {
      Path folder = Path.of(arguments[0]);
      Files.writeString(Utf8Path.resolve(folder, "caf\u00e9"), "x");
      try (var children = Files.newDirectoryStream(folder)) {
        String name = Utf8Path.lastPart(children.iterator().next()).orElse("not UTF-8");
        System.out.println(name.equals("caf\u00e9") ? "as written" : name);
      }
    }
  }
}
