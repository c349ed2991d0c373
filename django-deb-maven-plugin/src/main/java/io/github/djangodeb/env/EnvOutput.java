package io.github.djangodeb.env;

import io.github.djangodeb.process.Outcome;
import io.github.djangodeb.requirements.Credentials;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Understands the lines of {@code build_env.py}: its own steps, and what pip says. */
final class EnvOutput {
  private static final Pattern BEGIN = Pattern.compile("::begin (\\S+)");
  private static final Pattern END = Pattern.compile("::end (\\S+) (\\d+)");

  /** What pip works on, a line each; where it fails the last of them is worth knowing. */
  private static final Pattern AT_WORK = Pattern.compile("(?:Collecting|Processing) .*");

  /**
   * What pip tells of steps that went well; not where it looked, which may be why others did not.
   */
  private static final Pattern DONE =
      Pattern.compile(
          "Requirement already satisfied: .*"
              + "|  (?:Using cached|Downloading|File was already downloaded) .*"
              + "|  (?:Installing build dependencies|Getting requirements to build .*"
              + "|Preparing metadata \\(.*\\)): (?:started|finished with status 'done')");

  /** Where pip looks, which it tells first: long before the last lines, if there is much to do. */
  private static final Pattern PLACES = Pattern.compile("Looking in (?:indexes|links): .*");

  /** What the lines begin with that this class reads. */
  private static final String MARK = "::";

  private final EnvEvents events;
  private final PipFailure pip;
  private final Set<String> places = new LinkedHashSet<>();

  EnvOutput(EnvEvents events, PipFailure pip) {
    this.events = events;
    this.pip = pip;
  }

  /**
   * The outcome without logins, and the lines that are for this class, of what went well, or of
   * refusals that are not the reason; with where pip looked.
   */
  Outcome forPeople(Outcome outcome) {
    List<String> lines = outcome.lastLines();
    List<String> kept = new ArrayList<>();
    boolean atWork = false;
    for (int i = lines.size() - 1; i >= 0; i--) {
      String line = lines.get(i);
      boolean one = AT_WORK.matcher(line).matches();
      if (!isNoise(line) && !(one && atWork)) {
        kept.add(0, Credentials.mask(line));
      }
      atWork |= one;
    }
    List<String> all = new ArrayList<>(places);
    all.removeAll(kept);
    all.addAll(kept);
    return new Outcome(outcome.exitCode(), all, outcome.log());
  }

  private boolean isNoise(String line) {
    return line.startsWith(MARK)
        || DONE.matcher(line).matches()
        || pip.isBesideThePoint(Credentials.mask(line));
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
      if (PLACES.matcher(masked).matches()) {
        places.add(masked);
      }
      pip.hear(masked);
      events.progress(masked);
    }
  }
}
