package io.github.djangodeb.env;

import io.github.djangodeb.process.Outcome;
import io.github.djangodeb.requirements.Credentials;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Understands the lines of {@code build_env.py}: its own steps, and what pip says. */
final class EnvOutput {
  private static final Pattern BEGIN = Pattern.compile("::begin (\\S+)");
  private static final Pattern END = Pattern.compile("::end (\\S+) (\\d+)");

  /** What the lines begin with that this class reads. */
  private static final String MARK = "::";

  private final EnvEvents events;
  private final PipFailure pip;

  EnvOutput(EnvEvents events, PipFailure pip) {
    this.events = events;
    this.pip = pip;
  }

  /** The outcome without the lines that are for this class. */
  static Outcome forPeople(Outcome outcome) {
    return new Outcome(
        outcome.exitCode(),
        outcome.lastLines().stream().filter(line -> !line.startsWith(MARK)).toList(),
        outcome.log());
  }

  void line(String line) {
    Matcher begin = BEGIN.matcher(line);
    Matcher end = END.matcher(line);
    if (begin.matches()) {
      events.begins(begin.group(1));
    } else if (end.matches()) {
      events.ended(end.group(1), Duration.ofMillis(Long.parseLong(end.group(2))));
    } else {
      String masked = Credentials.mask(line);
      pip.hear(masked);
      events.progress(masked);
    }
  }
}
