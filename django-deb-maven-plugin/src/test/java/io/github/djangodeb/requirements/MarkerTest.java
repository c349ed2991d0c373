package io.github.djangodeb.requirements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkerTest {
  private static final Selection SELECTED =
      Selection.of(List.of(new ProjectName("pg")), List.of(new ProjectName("web")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "os_name=='nt'|os_name == \"nt\"",
        "extra == 'pg'|",
        "'Pg' == extra|",
        "extra == 'mysql'|never",
        "extra != 'mysql'|",
        "'pg' in extras|",
        "'mysql' in extras|never",
        "'mysql' not in extras|",
        "'web' in dependency_groups|",
        "'dev' in dependency_groups|never",
        "extra == 'pg' and os_name == 'nt'|os_name == \"nt\"",
        "extra == 'mysql' or os_name == 'nt'|os_name == \"nt\"",
        "(extra == 'mysql' or extra == 'pg') and (os_name == 'nt' or python_version < '3')"
            + "|os_name == \"nt\" or python_version < \"3\"",
        "os_name == 'nt' and (python_version < '3' or sys_platform == 'x')"
            + "|os_name == \"nt\" and (python_version < \"3\" or sys_platform == \"x\")",
        "os_name == 'a' or os_name == 'a'|os_name == \"a\"",
        "'x' in os_name and 'x' not in sys_platform"
            + "|\"x\" in os_name and \"x\" not in sys_platform",
      })
  void ofWhenTheSelectionDecidesAPartLeavesTheRest(String text, String rest) throws Exception {
    Condition condition = Marker.of(text, SELECTED);
    if ("never".equals(rest)) {
      assertThat(condition).isEqualTo(Condition.NEVER);
    } else {
      assertThat(condition).isNotEqualTo(Condition.NEVER);
      assertThat(condition.text()).isEqualTo(rest == null ? "" : rest);
    }
  }

  @Test
  void normaliseWhenOnlyLocksKnowTheVariableRefuses() {
    assertThatThrownBy(() -> Marker.normalise("'a' in extras")).isInstanceOf(RefusedLine.class);
    assertThatThrownBy(() -> Marker.of("os_name", SELECTED)).isInstanceOf(RefusedLine.class);
  }
}
