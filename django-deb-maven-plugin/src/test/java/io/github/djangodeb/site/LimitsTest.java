package io.github.djangodeb.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
  @ParameterizedTest
  @ValueSource(strings = {"67108864", "65536K", "64M", "2G", "1T", "1%", "100%", "infinity"})
  void memoryWhenSystemdTakesItIsAsWritten(String text) {
    assertThat(Limits.memory(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "63M",
        "512",
        "2g",
        "2 G",
        "2GB",
        "1.5G",
        "0%",
        "101%",
        "50%%",
        "Infinity",
        "-1",
        "99999999999999T",
        "2G\nCPUQuota=1%",
        "2G\n",
        "2G;",
        "%h",
        "${HOME}",
        "٢G"
      })
  void memoryWhenSystemdWouldNotTakeItRefuses(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.memory(text))
        .withMessage(
            "\""
                + text
                + "\" is no amount of memory: write one such as \"512M\", \"2G\", \"40%\" or"
                + " \"infinity\", 64M at least");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1%", "50%", "1600%", "infinity"})
  void cpuWhenSystemdTakesItIsAsWritten(String text) {
    assertThat(Limits.cpu(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "50", "0%", "-5%", "50 %", "1.5%", "2G", "50%\nUser=root", "9999999%"})
  void cpuWhenSystemdWouldNotTakeItRefuses(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.cpu(text))
        .withMessage(
            "\""
                + text
                + "\" is no share of processors: write one such as \"50%\", \"200%\" for two of"
                + " them, or \"infinity\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"64", "4096", "5%", "infinity"})
  void tasksWhenSystemdTakesItIsAsWritten(String text) {
    assertThat(Limits.tasks(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "63", "1K", "0%", "200%", "64\nSlice=-.slice", "99999999"})
  void tasksWhenSystemdWouldNotTakeItRefuses(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Limits.tasks(text))
        .withMessage(
            "\""
                + text
                + "\" is no number of processes: write one such as \"512\", \"20%\" or"
                + " \"infinity\", 64 at least");
  }

  @Test
  void directivesWhenNothingIsSaidAreTheDefaults() {
    assertThat(Limits.DEFAULT.directives()).isEqualTo("MemoryMax=80%\nTasksMax=4096\n");
  }

  @Test
  void directivesWhenAllIsSaidHaveALineEach() {
    assertThat(new Limits("2G", Optional.of("1536M"), "150%", "512").directives())
        .isEqualTo("MemoryMax=2G\nMemoryHigh=1536M\nCPUQuota=150%\nTasksMax=512\n");
  }

  @Test
  void newLimitsWhenAnyIsWrongRefuses() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Limits("2G", Optional.of("x"), "150%", "512"))
        .withMessageStartingWith("\"x\" is no amount of memory");
  }
}
