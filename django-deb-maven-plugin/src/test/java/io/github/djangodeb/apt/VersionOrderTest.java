package io.github.djangodeb.apt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VersionOrderTest {
  private static final List<String> VERSIONS =
      List.of(
          "1.2",
          "1.2~20261123T101500",
          "1.2~rc1",
          "1.2~~",
          "1.10",
          "1.2+deb13",
          "1.2-1",
          "1.2-1.1",
          "1.2a",
          "1.02",
          "1:0.1",
          "0:1.2",
          "20261123T101500",
          "20261123T101501",
          "1.2.",
          "1.2-0",
          "99999999999999999999",
          "100000000000000000000",
          "1.2-SNAPSHOT",
          "1.2+",
          "1.2.0");

  /** All pairs, in one shell: dpkg decides. */
  @Test
  void compareWhenVersionsAreOfAllKindsAgreesWithDpkg() throws Exception {
    StringBuilder script = new StringBuilder();
    for (String one : VERSIONS) {
      for (String other : VERSIONS) {
        script.append(
            String.format(
                "if dpkg --compare-versions '%1$s' lt '%2$s'; then echo -1;"
                    + " elif dpkg --compare-versions '%1$s' gt '%2$s'; then echo 1;"
                    + " else echo 0; fi%n",
                one, other));
      }
    }
    List<String> expected = Debs.run("sh", "-ec", script.toString()).lines().toList();

    List<String> found =
        VERSIONS.stream()
            .flatMap(
                one ->
                    VERSIONS.stream()
                        .map(other -> Integer.signum(new VersionOrder().compare(one, other))))
            .map(String::valueOf)
            .toList();

    assertThat(found).isEqualTo(expected).contains("-1", "0", "1");
  }
}
