package io.github.djangodeb.chroot;

import io.github.djangodeb.cache.CacheDirectory;
import io.github.djangodeb.cache.CacheEvents;
import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.Suite;
import io.github.djangodeb.process.LocalProcessLauncher;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What the tests that enter chroots have in common. Uses nothing but the JDK: see EngineTrial. */
final class RealChroots {
  private static final String PROPERTY = "django-deb.cacheDirectory";

  private RealChroots() {}

  /** The cache of the system property, or the user's: a base is made once for all test runs. */
  static CacheDirectory cache() {
    String configured = System.getProperty(PROPERTY, "");
    return configured.isEmpty()
        ? CacheDirectory.ofUser(System.getenv(), Path.of(System.getProperty("user.home")))
        : new CacheDirectory(Path.of(configured));
  }

  static UnshareEngine engine(CacheDirectory cache, Path logs, ChrootEvents events) {
    return new UnshareEngine(
        cache,
        NetworkAccess.ofEnvironment(),
        new LocalProcessLauncher(),
        logs,
        events,
        CacheEvents.none(),
        Instant.now());
  }

  static ChrootSpec spec(Suite suite, String... packages) {
    SortedSet<String> wanted = new TreeSet<>(List.of(packages));
    return new ChrootSpec(
        suite, Architecture.ofThisMachine(), List.of(), wanted, Duration.ofDays(7), false);
  }
}
