package io.github.djangodeb.mojo;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.maven.plugin.logging.Log;

/**
 * Shows that a long step goes on: of the lines that a tool writes one in two seconds; all of them
 * at the level DEBUG. Of a step in which nothing is written for ten seconds, as while a large file
 * is downloaded, it says what it is and how long it has taken.
 */
final class Progress {
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private final Log log;
  private final InstantSource clock;
  private long shown;
  private String step = "";
  private long stepBegan;
  private ScheduledThreadPoolExecutor heart;

  Progress(Log log) {
    this(log, InstantSource.system());
  }

  Progress(Log log, InstantSource clock) {
    this.log = log;
    this.clock = clock;
    this.shown = clock.millis();
  }

  synchronized void line(String line) {
    long now = clock.millis();
    if (now - shown >= PAUSE.toMillis() && !line.isBlank()) {
      shown = now;
      log.info("  ... " + line.strip());
    } else {
      log.debug("  ... " + line);
    }
  }

  /** A step begins that may be long: {@link #beat} is called each second until it ends. */
  synchronized void begin(String name) {
    end();
    step = name;
    stepBegan = clock.millis();
    shown = stepBegan;
    heart = new ScheduledThreadPoolExecutor(1, Progress::thread);
    heart.scheduleAtFixedRate(this::beat, 1, 1, TimeUnit.SECONDS);
  }

  /** The step has ended, or another way was found out of it. */
  synchronized void end() {
    step = "";
    if (heart != null) {
      heart.shutdownNow();
      heart = null;
    }
  }

  /** Says that the step goes on, if nothing else has been said for long. */
  synchronized void beat() {
    long now = clock.millis();
    if (!step.isEmpty() && now - shown >= SILENCE.toMillis()) {
      shown = now;
      log.info("  ... " + step + ", " + (now - stepBegan) / 1000 + " s so far");
    }
  }

  /** One that keeps no Maven from ending, whatever became of the step. */
  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "django-deb-progress");
    thread.setDaemon(true);
    return thread;
  }
}
