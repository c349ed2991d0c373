package io.github.djangodeb.chroot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.Suite;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EnginesTest {
  private final RecordedChrootEvents events = new RecordedChrootEvents();

  private static final ChrootSpec SPEC = RealChroots.spec(Suite.TRIXIE);

  private record FakeEngine(String name, Optional<String> broken, Optional<String> shy)
      implements ChrootEngine {
    static FakeEngine working(String name) {
      return new FakeEngine(name, Optional.empty(), Optional.empty());
    }

    static FakeEngine broken(String name, String obstacle) {
      return new FakeEngine(name, Optional.of(obstacle), Optional.empty());
    }

    static FakeEngine shy(String name, String reservation) {
      return new FakeEngine(name, Optional.empty(), Optional.of(reservation));
    }

    @Override
    public Optional<String> obstacle(ChrootSpec spec) {
      return broken;
    }

    @Override
    public Optional<String> reservation(ChrootSpec spec) {
      return shy;
    }

    @Override
    public void setUp(ChrootSpec spec) throws BuildFailure {
      throw BuildFailure.ofMachine(name + " was set up");
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
    assertThat(engines.choose("auto", SPEC).name()).isEqualTo("two");
    assertThat(events.told).containsExactly("passed over one: no tool", "chosen two after [one]");
  }

  @Test
  void chooseWhenOneWantsToBeNamedAutoTakesItNotButItsNameDoes() throws BuildFailure {
    Engines engines = engines(FakeEngine.shy("one", "it would do harm"), FakeEngine.working("two"));
    assertThat(engines.choose("auto", SPEC).name()).isEqualTo("two");
    assertThat(events.told)
        .containsExactly("passed over one: it would do harm", "chosen two after [one]");
    assertThat(engines.choose("one", SPEC).name()).isEqualTo("one");
  }

  @Test
  void setUpWhenNamedIsThatEnginesAndNobodysForAuto() throws BuildFailure {
    Engines engines = engines(FakeEngine.working("one"), FakeEngine.working("two"));
    engines.setUp("auto", SPEC);
    assertThatThrownBy(() -> engines.setUp("two", SPEC)).hasMessage("two was set up");
  }

  @Test
  void chooseWhenNoneWorksTellsAllReasons() {
    Engines engines =
        engines(FakeEngine.broken("one", "no tool"), FakeEngine.broken("two", "no group"));
    assertThatThrownBy(() -> engines.choose("auto", SPEC))
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
    assertThat(engines.choose("two", SPEC).name()).isEqualTo("two");
  }

  @Test
  void chooseWhenNamedOneDoesNotWorkSaysWhy() {
    assertThatThrownBy(() -> engines(FakeEngine.broken("one", "no tool")).choose("one", SPEC))
        .isInstanceOf(BuildFailure.class)
        .hasMessage("engine \"one\": no tool");
  }

  @Test
  void chooseWhenNameIsUnknownListsTheEngines() {
    assertThatThrownBy(
            () ->
                engines(FakeEngine.working("one"), FakeEngine.working("two"))
                    .choose("docker", SPEC))
        .isInstanceOfSatisfying(
            BuildFailure.class, failure -> assertThat(failure.isUsers()).isTrue())
        .hasMessage("<engine>: \"docker\" is no engine: use one of auto, one, two");
  }
}
