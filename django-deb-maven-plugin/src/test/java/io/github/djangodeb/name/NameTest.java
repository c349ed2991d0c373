package io.github.djangodeb.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "shop", "my-shop", "shop2", "a-1-b"})
  void newWhenLowerCaseLettersDigitsAndInnerHyphensAccepts(String text) {
    assertThat(new Name(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "-a", "a-", "a--b", "2shop", "Shop", "a.b", "a+b", "a_b", "a b", "a;id", "$(id)",
        "`id`", "../x", "-rf", "a\nb", "a\0b", "é", "%n", "a/b", "a'b", "a\"b"
      })
  void newWhenHostileOrOddRefuses(String text) {
    assertThatThrownBy(() -> new Name(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void newWhenRefusedTellsTheValueAndWhatToDo() {
    assertThatThrownBy(() -> new Name("My Shop"))
        .hasMessage(
            "\"My Shop\" is no name: use lower case letters, digits and inner hyphens, beginning"
                + " with a letter, such as \"my-shop\"");
  }
}
