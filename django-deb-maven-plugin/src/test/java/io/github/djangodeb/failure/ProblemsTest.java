package io.github.djangodeb.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.name.Name;
import org.junit.jupiter.api.Test;

class ProblemsTest {
  private final Problems problems = new Problems();

  @Test
  void throwIfAnyWhenNoneDoesNothing() {
    assertThat(problems.collect("name", () -> new Name("shop"))).contains(new Name("shop"));
    assertThatCode(problems::throwIfAny).doesNotThrowAnyException();
  }

  @Test
  void throwIfAnyWhenSeveralTellsAllWithTheirElements() {
    problems.collect("name", () -> new Name("Shop"));
    problems.add("<compression>: none.");
    assertThatThrownBy(problems::throwIfAny)
        .isInstanceOfSatisfying(
            BuildFailure.class, failure -> assertThat(failure.isUsers()).isTrue())
        .hasMessage(
            "2 faults in the configuration:\n"
                + " - <name>: \"Shop\" is no name: use lower case letters, digits and inner"
                + " hyphens, beginning with a letter, such as \"my-shop\"\n"
                + " - <compression>: none.");
  }

  @Test
  void inWhenAPartHasFaultsTheyComeAmongTheOthersWithItsName() {
    Problems problems = new Problems();
    problems.add("one");
    problems.in("<part> \"p\", ").add("two");
    assertThatThrownBy(problems::throwIfAny)
        .hasMessage("2 faults in the configuration:\n - one\n - <part> \"p\", two");
  }
}
