package io.github.djangodeb.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ScriptValuesTest {
  private static final String SCRIPT =
      "#!/bin/sh\n# values\nname='sample'\npath='/x'\n# end of values\necho \"${name#a}\" $path\n";

  @Test
  void fillWhenAllIsKnownReplacesTheSamples() {
    assertThat(
            new ScriptValues(Map.of("name", "it's", "path", "/usr", "more", "x")).fill("s", SCRIPT))
        .isEqualTo(
            "#!/bin/sh\n# values\nname='it'\\''s'\npath='/usr'\n# end of values\n"
                + "echo \"${name#a}\" $path\n");
  }

  @Test
  void fillWhenAValueIsMissingFails() {
    assertFails(SCRIPT, "the script s: nothing is known of \"path\"");
  }

  @Test
  void fillWhenThereIsNoBlockFails() {
    assertFails("#!/bin/sh\n", "the script s: it needs one line \"# values\"");
  }

  @Test
  void fillWhenThereAreTwoBlocksFails() {
    assertFails(SCRIPT + SCRIPT, "the script s: it needs one line \"# values\"");
  }

  @Test
  void fillWhenTheBlockIsUpsideDownFails() {
    assertFails(
        "# end of values\n# values\n",
        "the script s: \"# end of values\" stands before \"# values\"");
  }

  @Test
  void fillWhenSomethingElseIsInTheBlockFails() {
    assertFails(
        "# values\nname=$(id)\n# end of values\n",
        "the script s: \"name=$(id)\" is no assignment of a sample in single quotes");
  }

  @Test
  void fillWhenAVariableIsAssignedTwiceFails() {
    assertFails(
        "# values\nname='a'\nname='b'\n# end of values\n",
        "the script s: \"name\" is assigned twice");
  }

  private static void assertFails(String script, String message) {
    assertThatIllegalStateException()
        .isThrownBy(() -> new ScriptValues(Map.of("name", "x")).fill("s", script))
        .withMessage(message);
  }
}
