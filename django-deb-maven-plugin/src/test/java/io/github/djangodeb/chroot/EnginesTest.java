package io.github.djangodeb.chroot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.BuildFailure;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EnginesTest {
  private final RecordedChrootEvents events = new RecordedChrootEvents();

  private record FakeEngine(String name, Optional<String> obstacle) implements ChrootEngine {
    static FakeEngine working(String name) {
      return new FakeEngine(name, Optional.empty());
    }

    static FakeEngine broken(String name, String obstacle) {
      return new FakeEngine(name, Optional.of(obstacle));
    }

    @Override
    public Chroot prepare(ChrootSpec spec) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Session open(Chroot chroot) {
      throw new UnsupportedOperationException();
    }
  }

  private Engines engines(ChrootEngine... engines) {
    return new Engines(List.of(engines), events);
  }

  @Test
  void chooseWhenAutoTakesTheFirstThatWorksAndTellsOfTheOthers() throws BuildFailure {
    Engines engines =
        engines(
            FakeEngine.broken("one", "no tool"),
            FakeEngine.working("two"),
            FakeEngine.working("three"));
    assertThat(engines.choose("auto").name()).isEqualTo("two");
    assertThat(events.told).containsExactly("passed over one: no tool");
  }

  @Test
  void chooseWhenNoneWorksTellsAllReasons() {
    Engines engines =
        engines(FakeEngine.broken("one", "no tool"), FakeEngine.broken("two", "no group"));
    assertThatThrownBy(() -> engines.choose("auto"))
        .isInstanceOfSatisfying(
            BuildFailure.class, failure -> assertThat(failure.isUsers()).isFalse())
        .hasMessage(
            "no build environment can be made on this machine:\n"
                + " - engine \"one\": no tool\n"
                + " - engine \"two\": no group\n"
                + "Mend one of these; <engine> then finds it by itself");
  }

  @Test
  void chooseWhenNamedTakesItEvenIfAnotherComesFirst() throws BuildFailure {
    Engines engines = engines(FakeEngine.working("one"), FakeEngine.working("two"));
    assertThat(engines.choose("two").name()).isEqualTo("two");
  }

  @Test
  void chooseWhenNamedOneDoesNotWorkSaysWhy() {
    assertThatThrownBy(() -> engines(FakeEngine.broken("one", "no tool")).choose("one"))
        .isInstanceOf(BuildFailure.class)
        .hasMessage("engine \"one\": no tool");
  }

  @Test
  void chooseWhenNameIsUnknownListsTheEngines() {
    assertThatThrownBy(
            () -> engines(FakeEngine.working("one"), FakeEngine.working("two")).choose("docker"))
        .isInstanceOfSatisfying(
            BuildFailure.class, failure -> assertThat(failure.isUsers()).isTrue())
        .hasMessage("<engine>: \"docker\" is no engine: use one of auto, one, two");
  }
}
