package io.github.djangodeb.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateTest {
  @Test
  void renderWhenAllIsKnownPutsEscapedValuesIn() {
    assertThat(
            new Template("unit", "A=${a}/x\n#if ($on)\nB=$a\n#end\n# why\n")
                .render(Escapers.SYSTEMD, Map.of("a", "100%", "on", true)))
        .isEqualTo("A=100%%/x\nB=100%%\n# why\n");
  }

  @Test
  void renderWhenReferenceIsUnknownFails() {
    assertThatIllegalStateException()
        .isThrownBy(() -> new Template("unit", "A=$b").render(Escapers.WORD, Map.of("a", "x")))
        .withMessage("the template unit is at fault")
        .havingCause()
        .withMessageContaining("$b");
  }

  @Test
  void renderWhenValueLooksLikeATemplateLeavesIt() {
    assertThat(
            new Template("any", "$a")
                .render(text -> text, Map.of("a", "#set($x = 1)$x ${b} #include('/etc/passwd')")))
        .isEqualTo("#set($x = 1)$x ${b} #include('/etc/passwd')");
  }

  @Test
  void renderWhenValueCannotBeHeldNamesItAndTheTemplate() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Template("nginx", "$a").render(Escapers.NGINX, Map.of("a", "$x")))
        .withMessage(
            "a for the template nginx: \"$x\" has a dollar sign, which begins a variable in nginx:"
                + " leave that out");
  }

  @Test
  void renderWhenTemplateIncludesAFileFails() {
    assertThatIllegalStateException()
        .isThrownBy(
            () -> new Template("any", "#include('/etc/passwd')").render(Escapers.WORD, Map.of()));
  }
}
