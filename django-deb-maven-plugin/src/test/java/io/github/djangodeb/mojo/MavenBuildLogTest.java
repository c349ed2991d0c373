package io.github.djangodeb.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djangodeb.build.BuildEvents;
import io.github.djangodeb.django.ProjectFacts;
import io.github.djangodeb.name.Name;
import io.github.djangodeb.name.SiteNames;
import io.github.djangodeb.name.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MavenBuildLogTest {
  @TempDir Path folder;
  private final List<String> lines = new ArrayList<>();
  private final BuildEvents events =
      new MavenBuildLog(
              new SystemStreamLog() {
                @Override
                public void debug(CharSequence content) {}

                @Override
                public void info(CharSequence content) {
                  lines.add("INFO " + content);
                }

                @Override
                public void warn(CharSequence content) {
                  lines.add("WARN " + content);
                }
              })
          .events();

  @Test
  void eventsOfAFirstBuildTellEachStepOnceWithItsTime() throws IOException {
    Path deb =
        Files.write(folder.resolve("shop-env-0123456789ab_1_amd64.deb"), new byte[1_500_000]);
    events.chroot().makingBase(Suite.TRIXIE);
    events.chroot().madeBase(Suite.TRIXIE, Duration.ofMillis(27_340));
    events.site().found("0123456789ab", true, "backend", "shop.settings");
    events.env().building("shop-env-0123456789ab");
    events.chroot().makingLayer(List.of("build-essential", "libpq-dev"));
    events.chroot().madeLayer(List.of("build-essential", "libpq-dev"), Duration.ofSeconds(12));
    events.env().begins("pip");
    events.env().ended("pip", Duration.ofMillis(9_960));
    events.env().built(deb, Duration.ofSeconds(31));
    events.site().collected("4.2.28", ProjectFacts.StaticFiles.COLLECTED, Duration.ofMillis(1_049));
    assertThat(lines)
        .containsExactly(
            "INFO chroot of trixie: being made, some 50 MB are downloaded",
            "INFO chroot of trixie: made in 27.3 s",
            "INFO project: commit 0123456789ab, settings shop.settings in backend",
            "INFO virtualenv: building shop-env-0123456789ab",
            "INFO chroot: installing build-essential, libpq-dev",
            "INFO chroot: 2 build requirements installed in 12.0 s",
            "INFO virtualenv: pip in 10.0 s",
            "INFO virtualenv: built shop-env-0123456789ab_1_amd64.deb, 1.5 MB, in 31.0 s",
            "INFO site: Django 4.2.28, static files collected in 1.0 s");
  }

  @Test
  void eventsOfASecondBuildTellWhatIsReused() {
    events.chroot().reusedBase(Suite.TRIXIE, Duration.ofHours(30));
    events.site().found("0123456789ab", false, "", "shop.settings");
    events.src().reused(folder.resolve("shop-src-0123456789ab_1_all.deb"));
    events.env().reused(folder.resolve("shop-env-0123456789ab_1_amd64.deb"));
    events.site().reused(folder.resolve("shop-site_1_all.deb"));
    events.site().chosen(new SiteNames(new Name("shop"), Optional.empty()), "database off, as so");
    events
        .site()
        .chosen(
            new SiteNames(new Name("shop"), Optional.of(new Name("berlin"))),
            "database off, as so");
    assertThat(lines)
        .containsExactly(
            "INFO chroot of trixie: reused, made 1 d ago",
            "INFO project: commit 0123456789ab (with changes not committed), settings"
                + " shop.settings",
            "INFO source: reused shop-src-0123456789ab_1_all.deb",
            "INFO virtualenv: reused shop-env-0123456789ab_1_amd64.deb",
            "INFO site: reused shop-site_1_all.deb",
            "INFO site: database off, as so",
            "INFO site berlin: database off, as so");
  }

  @Test
  void eventsThatNeedAPersonsEyeAreWarnings() {
    events.chroot().keptOldBase(Suite.TRIXIE, Duration.ofDays(9), "the mirror does not answer");
    events.cache().damaged(Path.of("/cache/shop.deb"), "its checksum is wrong");
    events.src().uncompiled(List.of("old/python2.py"));
    events.git().untracked(List.of("a.py", "b.py", "c/", "d.py", "e.py", "f.py", "g.py"));
    events.site().doubtful(new SiteNames(new Name("shop"), Optional.empty()), "no queue");
    events
        .site()
        .applicationFailed(
            "WSGI", "shop.wsgi.application", "ImportError: No module named 'shop.gone'");
    assertThat(lines)
        .containsExactly(
            "WARN chroot of trixie: made 9 d ago and used once more, as it cannot be made anew: the"
                + " mirror does not answer",
            "WARN /cache/shop.deb is not what was put into the cache (its checksum is wrong): it is"
                + " built again",
            "WARN source: packaged without bytecode, as the target's Python does not compile them:"
                + " old/python2.py",
            "WARN project: not packaged, as git does not track them: a.py, b.py, c/, d.py, e.py and"
                + " 2 more. Commit what the site needs, and list the rest in .gitignore",
            "WARN site: no queue",
            "WARN site: the WSGI application shop.wsgi.application could not be loaded here, and if"
                + " that is so on the host too, no release of this package will serve: ImportError:"
                + " No module named 'shop.gone'");
  }

  @Test
  void eventsOfAnotherBuildInTheWaySayForWhatAndHowLong() {
    events.cache().waiting("the chroot of trixie");
    events.cache().waited("the chroot of trixie", Duration.ofMillis(4_200));
    assertThat(lines)
        .containsExactly(
            "INFO waiting for another build, which makes the chroot of trixie",
            "INFO waited 4.2 s for the chroot of trixie");
  }
}
