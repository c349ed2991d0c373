package io.github.djangodeb.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private volatile Instant now = Instant.parse("2026-11-23T10:15:00Z");
  private final Progress progress =
      new Progress(
          new SystemStreamLog() {
            @Override
            public void debug(CharSequence content) {}

            @Override
            public void info(CharSequence content) {
              lines.add(content.toString());
            }
          },
          () -> now);

  @AfterEach
  void end() {
    progress.end();
  }

  private void after(int seconds) {
    now = now.plus(Duration.ofSeconds(seconds));
  }

  @Test
  void lineWhenManyComeShowsOneInTwoSeconds() {
    for (int second = 0; second < 6; second++) {
      after(1);
      progress.line(" line " + second + " ");
      progress.line("another");
    }
    assertThat(lines).containsExactly("  ... line 1", "  ... line 3", "  ... line 5");
  }

  @Test
  void lineWhenItIsBlankIsNotShown() {
    after(5);
    progress.line("  ");
    assertThat(lines).isEmpty();
  }

  @Test
  void beatWhenNothingIsWrittenForLongSaysWhatGoesOn() {
    progress.begin("virtualenv: pip");
    for (int second = 1; second <= 25; second++) {
      after(1);
      progress.beat();
    }
    assertThat(lines)
        .containsExactly(
            "  ... virtualenv: pip, 10 s so far", "  ... virtualenv: pip, 20 s so far");
  }

  @Test
  void beatWhenLinesAreShownIsSilent() {
    progress.begin("virtualenv: pip");
    for (int second = 0; second < 30; second++) {
      after(1);
      progress.line("Collecting django");
      progress.beat();
    }
    assertThat(lines).isNotEmpty().containsOnly("  ... Collecting django");
  }

  @Test
  void beatWhenTheStepHasEndedIsSilent() {
    progress.begin("virtualenv: pip");
    progress.end();
    after(60);
    progress.beat();
    assertThat(lines).isEmpty();
  }

  @Test
  void beginWhenAnotherStepRunsCountsAnew() {
    progress.begin("virtualenv: pip");
    after(9);
    progress.begin("virtualenv: archive");
    after(9);
    progress.beat();
    after(1);
    progress.beat();
    assertThat(List.copyOf(lines)).containsExactly("  ... virtualenv: archive, 10 s so far");
  }

  /** Nothing here calls beat: the step's own thread has to. */
  @Test
  void beginWhenTimePassesSaysSoByItself() throws InterruptedException {
    progress.begin("virtualenv: pip");
    after(11);
    assertThat(lines.poll(1, TimeUnit.MINUTES)).isEqualTo("  ... virtualenv: pip, 11 s so far");
  }
}
