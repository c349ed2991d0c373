package io.github.djangodeb.chroot;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A minimal Debian system that was made at one moment, with its layers.
 *
 * @param folder where it lies; its name begins with the moment
 * @param made the moment, to the second
 */
record Base(Path folder, Instant made) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** The name of the file with logins, beside the tree. */
  static final String LOGINS = "auth.conf";

  /** A base that is about to be made. */
  static Base at(Path family, Instant moment) {
    String random = String.format("-%06x", ThreadLocalRandom.current().nextInt(1 << 24));
    Path folder = family.resolve(TIME.format(moment) + random);
    return new Base(folder, moment.truncatedTo(ChronoUnit.SECONDS));
  }

  /** The base in a folder; nothing if the folder is none's. */
  static Optional<Base> in(Path folder) {
    String name = folder.getFileName().toString();
    try {
      String moment = name.substring(0, Math.max(0, name.indexOf('-')));
      return Optional.of(new Base(folder, Instant.from(TIME.parse(moment))));
    } catch (DateTimeParseException foreign) {
      return Optional.empty();
    }
  }

  /** The name, unique among all bases. */
  String id() {
    return folder.getFileName().toString();
  }

  /** The system's root. */
  Path tree() {
    return folder.resolve("base");
  }

  /**
   * The file with the logins of its archives, if they want some: outside of the tree, so that only
   * what installs packages is shown it.
   */
  Path logins() {
    return folder.resolve(LOGINS);
  }

  /** What a list of packages put on top of it. */
  Path layer(String hash) {
    return folder.resolve("layers").resolve(hash);
  }

  /** Whether it was made since then; its name tells its moment in whole seconds. */
  boolean isMadeSince(Instant moment) {
    return !made.isBefore(moment.minusSeconds(1));
  }

  Duration age(Instant now) {
    return Duration.between(made, now);
  }
}
