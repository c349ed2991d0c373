package io.github.djangodeb.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EscapersTest {
  private static final String ALPHABET = "ab Z0'\"$%\\;#{}()`\n\r\t-@:+!=/*?é€,|&<>~^[]";

  @TempDir private Path folder;

  /** Values that somebody might try, and random ones, the same at each run. */
  static Stream<String> hostile() {
    Random random = new Random(20261123);
    Stream<String> accidental =
        Stream.generate(() -> random.ints(1 + random.nextInt(12), 0, ALPHABET.length()))
            .limit(200)
            .map(EscapersTest::letters);
    return Stream.concat(
        Stream.of(
            "a;id", "$(id)", "`id`", "../x", "-rf", "a\nb", "a'b", "''", "\\'", "%n", "%i",
            "${HOME}", "$host", "a#b", "{}", "\"", "a\\", " a", "a ", "-@:+!x", "é", "a=b", "*",
            "\r\n"),
        accidental);
  }

  private static String letters(IntStream places) {
    return places
        .mapToObj(place -> ALPHABET.substring(place, place + 1))
        .collect(Collectors.joining());
  }

  @Test
  void xmlKeepsElementsApart() {
    assertThat(Escapers.XML.escape("a<b> & \"c\"")).isEqualTo("a&lt;b&gt; &amp; &quot;c&quot;");
    assertThatThrownBy(() -> Escapers.XML.escape("a\nb"))
        .hasMessageContaining("a control character");
  }

  @Test
  void shellWhenReadByAShellGivesEachTextBack() throws Exception {
    List<String> texts = hostile().toList();
    String script =
        texts.stream()
            .map(text -> "printf '%s\\0' " + Escapers.SHELL.escape(text) + "\n")
            .collect(Collectors.joining());
    assertThat(output(script, "sh")).isEqualTo(String.join("\0", texts) + "\0");
  }

  @Test
  void pythonWhenReadByPythonGivesEachTextBack() throws Exception {
    List<String> texts = hostile().toList();
    String script =
        "import sys\nsys.stdout.reconfigure(encoding='utf-8', newline='')\n"
            + texts.stream()
                .map(
                    text -> "sys.stdout.write(\"" + Escapers.PYTHON.escape(text) + "\" + chr(0))\n")
                .collect(Collectors.joining());
    assertThat(output(script, "/usr/bin/python3")).isEqualTo(String.join("\0", texts) + "\0");
  }

  private String output(String script, String interpreter) throws IOException {
    Path file = Files.writeString(folder.resolve("script"), script);
    Process process =
        new ProcessBuilder(interpreter, file.toString()).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void shellWhenNulRefusesIt() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Escapers.SHELL.escape("a\0b"))
        .withMessageContaining("NUL");
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void nginxWhenHostileIsOneParameterOrRefused(String text) {
    String escaped;
    try {
      escaped = Escapers.NGINX.escape(text);
    } catch (IllegalArgumentException refused) {
      assertThat(text).containsPattern("[$\\p{Cntrl}]");
      return;
    }
    assertThat(nginxParameter(escaped)).isEqualTo(text);
  }

  /** Reads a parameter as nginx's own parser does; other than one is a failure. */
  private static String nginxParameter(String escaped) {
    if (!escaped.startsWith("\"")) {
      assertThat(escaped).doesNotContainPattern("[\\s;{}#$'\"\\\\]");
      return escaped;
    }
    assertThat(escaped).matches("(?s)\"(?:[^\"\\\\]|\\\\.)*\"");
    return escaped.substring(1, escaped.length() - 1).replaceAll("\\\\([\"\\\\])", "$1");
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void systemdWhenHostileHasNeitherSpecifierNorVariableOrIsRefused(String text) {
    String escaped;
    try {
      escaped = Escapers.SYSTEMD.escape(text);
    } catch (IllegalArgumentException refused) {
      assertThat(text).containsPattern("['\"\\\\\\p{Cntrl}]");
      return;
    }
    assertThat(escaped.replace("%%", "").replace("$$", "")).doesNotContain("%", "$");
    assertThat(escaped.replace("%%", "%").replace("$$", "$")).isEqualTo(text);
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void keyValueWhenHostileIsReadAsItWasOrRefused(String text) {
    try {
      String line = "KEY=" + Escapers.KEY_VALUE.escape(text);
      assertThat(line).doesNotContain("\n", "\r");
      assertThat(line.substring(4).strip()).isEqualTo(text);
    } catch (IllegalArgumentException refused) {
      assertThat(text).containsPattern("^[\\s'\"]|\\s$|\\p{Cntrl}");
    }
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void wordWhenHostileIsPlainOrRefused(String text) {
    try {
      assertThat(Escapers.WORD.escape(text)).isEqualTo(text).doesNotContainPattern("[\\s;{}#$%]");
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageContaining("plain configuration");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"one\ntwo", "one\r\ntwo", "one\n\ntwo"})
  void controlWhenSeveralLinesFoldsThem(String text) {
    assertThat(Escapers.CONTROL.escape(text)).matches("one\n (?:\\.\n )?two");
  }

  @Test
  void controlWhenBareCarriageReturnRefusesIt() {
    assertThatIllegalArgumentException().isThrownBy(() -> Escapers.CONTROL.escape("a\rDepends: x"));
  }

  @Test
  void manualWhenHyphenEscapesIt() {
    assertThat(Escapers.MANUAL.escape("shop-berlin")).isEqualTo("shop\\-berlin");
  }
}
