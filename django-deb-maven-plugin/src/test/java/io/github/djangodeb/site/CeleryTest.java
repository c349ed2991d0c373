package io.github.djangodeb.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CeleryTest {
  @ParameterizedTest
  @ValueSource(strings = {"shop", "shop.celery", "shop.celery:app", "_a1.b2:c3"})
  void appWhenItNamesAModuleIsTaken(String app) {
    assertThat(Celery.app(app)).isEqualTo(app);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "a;id", "$(id)", "`id`", "../x", "-rf", "a b", "a\n", "a:b:c", "é", "%n", "a."
      })
  void appWhenItNamesNoModuleRefusesIt(String app) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Celery.app(app))
        .withMessageStartingWith("\"" + app + "\" names no Celery application");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a,b", "a b", "$(id)", "-q", "a\nb", "é", "%h"})
  void queueWhenItHasOtherCharactersRefusesIt(String queue) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Celery.queue(queue))
        .withMessageStartingWith("\"" + queue + "\" is no name of a queue");
  }

  @Test
  void newWhenConcurrencyIsNegativeRefusesIt() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Celery("shop", List.of(), -1, false))
        .withMessage("\"-1\" is no number of processes: use 1 to 1000");
  }
}
