package io.github.djangodeb.mojo;

import io.github.djangodeb.build.BuildEvents;
import io.github.djangodeb.cache.CacheEvents;
import io.github.djangodeb.chroot.ChrootEvents;
import io.github.djangodeb.django.ProjectFacts;
import io.github.djangodeb.env.EnvEvents;
import io.github.djangodeb.git.GitEvents;
import io.github.djangodeb.name.SiteNames;
import io.github.djangodeb.name.Suite;
import io.github.djangodeb.src.SrcEvents;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.apache.maven.plugin.logging.Log;

/** Tells the user what the build does: a line per step, with its time where it may be long. */
final class MavenBuildLog {
  /** How many paths a line names. */
  private static final int TOLD = 5;

  private final Log log;
  private final Progress progress;

  MavenBuildLog(Log log) {
    this.log = log;
    this.progress = new Progress(log);
  }

  BuildEvents events() {
    return new BuildEvents(
        new Chroots(), new Cache(), new Repositories(), new Sources(), new Envs(), new Sites());
  }

  private static String took(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }

  /** A duration as people tell the age of something. */
  static String age(Duration duration) {
    if (duration.toDays() > 0) {
      return duration.toDays() + " d";
    }
    return duration.toHours() > 0 ? duration.toHours() + " h" : duration.toMinutes() + " min";
  }

  private static String size(Path file) {
    long bytes = file.toFile().length();
    return bytes < 100_000
        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  private final class Chroots implements ChrootEvents {
    @Override
    public void makingBase(Suite suite) {
      log.info("chroot of " + suite + ": being made, some 50 MB are downloaded");
      progress.begin("chroot of " + suite);
    }

    @Override
    public void madeBase(Suite suite, Duration took) {
      progress.end();
      log.info("chroot of " + suite + ": made in " + took(took));
    }

    @Override
    public void reusedBase(Suite suite, Duration age) {
      log.info("chroot of " + suite + ": reused, made " + age(age) + " ago");
    }

    @Override
    public void keptOldBase(Suite suite, Duration age, String why) {
      progress.end();
      log.warn(
          "chroot of "
              + suite
              + ": made "
              + age(age)
              + " ago and used once more, as it cannot be made anew: "
              + why);
    }

    @Override
    public void recoveredBase(Suite suite) {
      log.warn(
          "chroot of "
              + suite
              + ": the file in the cache that names the current one is damaged: the newest is taken");
    }

    @Override
    public void makingLayer(Collection<String> packages) {
      log.info("chroot: installing " + String.join(", ", packages));
      progress.begin("chroot: installing");
    }

    @Override
    public void madeLayer(Collection<String> packages, Duration took) {
      progress.end();
      log.info("chroot: " + packages.size() + " build requirements installed in " + took(took));
    }

    @Override
    public void reusedLayer(Collection<String> packages) {
      log.debug("chroot: found with " + String.join(", ", packages));
    }

    @Override
    public void progress(String line) {
      progress.line(line);
    }

    @Override
    public void passedOver(String engine, String obstacle) {
      log.debug("engine " + engine + " is passed over: " + obstacle);
    }

    @Override
    public void chosen(String engine, List<String> passedOver) {
      log.info(
          passedOver.isEmpty()
              ? "engine " + engine + ": it works on this machine"
              : "engine "
                  + engine
                  + ": the first that works on this machine, as "
                  + String.join(" and ", passedOver)
                  + (passedOver.size() == 1 ? " does" : " do")
                  + " not (mvn -X says why)");
    }

    @Override
    public void setUp(String what) {
      log.info(what);
    }

    @Override
    public void mending(String what) {
      log.warn(what);
    }
  }

  private final class Cache implements CacheEvents {
    @Override
    public void waiting(String what) {
      log.info("waiting for another build, which makes " + what);
    }

    @Override
    public void stillWaiting(String what, Duration soFar) {
      log.info("still waiting for another build, which makes " + what + ", for " + took(soFar));
    }

    @Override
    public void waited(String what, Duration howLong) {
      log.info("waited " + took(howLong) + " for " + what);
    }

    @Override
    public void found(Path file) {
      log.debug("found " + file);
    }

    @Override
    public void damaged(Path file, String how) {
      log.warn(file + " is not what was put into the cache (" + how + "): it is built again");
    }

    @Override
    public void dropped(String what, String file, String how) {
      log.warn(
          what + ": " + file + " is not what was put there (" + how + "): it is fetched again");
    }
  }

  private final class Repositories implements GitEvents {
    @Override
    public void fetching(String url, boolean first) {
      log.info((first ? "cloning " : "fetching ") + url);
      progress.begin((first ? "cloning " : "fetching ") + url);
    }

    @Override
    public void progress(String task, int percent) {
      progress.line(task + " " + percent + " %");
    }

    @Override
    public void fetched(String url, Duration howLong) {
      progress.end();
      log.info("fetched " + url + " in " + took(howLong));
    }

    @Override
    public void damaged(String url, String how) {
      log.warn(
          "the clone of " + url + " in the cache is damaged (" + how + "): it is cloned again");
    }

    @Override
    public void offline(String url) {
      log.warn("Maven is offline: of " + url + " what was fetched before is packaged");
    }

    @Override
    public void untracked(List<String> paths) {
      int shown = Math.min(paths.size(), TOLD);
      log.warn(
          "project: not packaged, as git does not track them: "
              + String.join(", ", paths.subList(0, shown))
              + (shown < paths.size() ? " and " + (paths.size() - shown) + " more" : "")
              + ". Commit what the site needs, and list the rest in .gitignore");
    }
  }

  private final class Sources implements SrcEvents {
    @Override
    public void reused(Path deb) {
      log.info("source: reused " + deb.getFileName());
    }

    @Override
    public void building(String packageName) {
      log.debug("source: building " + packageName);
    }

    @Override
    public void uncompiled(List<String> files) {
      log.warn(
          "source: packaged without bytecode, as the target's Python does not compile them: "
              + String.join(", ", files));
    }

    @Override
    public void built(Path deb, Duration took) {
      log.info("source: built " + deb.getFileName() + ", " + size(deb) + ", in " + took(took));
    }
  }

  private final class Envs implements EnvEvents {
    @Override
    public void warning(String sentence) {
      log.warn(sentence);
    }

    @Override
    public void note(String sentence) {
      log.info("virtualenv: " + sentence);
    }

    @Override
    public void reused(Path deb) {
      log.info("virtualenv: reused " + deb.getFileName());
    }

    @Override
    public void taken(Path deb) {
      log.info("virtualenv: took " + deb.getFileName() + ", " + size(deb) + ", from a repository");
    }

    @Override
    public void building(String packageName) {
      log.info("virtualenv: building " + packageName);
    }

    @Override
    public void begins(String step) {
      log.debug("virtualenv: " + step + " begins");
      progress.begin("virtualenv: " + step);
    }

    @Override
    public void ended(String step, Duration took) {
      progress.end();
      log.info("virtualenv: " + step + " in " + took(took));
    }

    @Override
    public void progress(String line) {
      progress.line(line);
    }

    @Override
    public void built(Path deb, Duration took) {
      log.info("virtualenv: built " + deb.getFileName() + ", " + size(deb) + ", in " + took(took));
    }
  }

  private final class Sites implements BuildEvents.SiteEvents {
    @Override
    public void found(String commit, boolean committed, String folder, String settings) {
      log.info(
          "project: commit "
              + commit
              + (committed ? "" : " (with changes not committed)")
              + ", settings "
              + settings
              + (folder.isEmpty() ? "" : " in " + folder));
    }

    @Override
    public void building(SiteNames names) {
      log.debug("site: building " + names.sitePackage());
    }

    @Override
    public void collected(String django, ProjectFacts.StaticFiles staticFiles, Duration took) {
      String files =
          switch (staticFiles) {
            case COLLECTED -> "static files collected";
            case REMOTE -> "static files left to the project's own storage";
            case OFF -> "no static files, as django.contrib.staticfiles is not installed";
          };
      log.info("site: Django " + django + ", " + files + " in " + took(took));
    }

    @Override
    public void chosen(SiteNames names, String sentence) {
      log.info(who(names) + sentence);
    }

    @Override
    public void doubtful(SiteNames names, String sentence) {
      log.warn(who(names) + sentence);
    }

    private static String who(SiteNames names) {
      return names.variant().map(variant -> "site " + variant).orElse("site") + ": ";
    }

    @Override
    public void applicationFailed(String kind, String application, String why) {
      log.warn(
          "site: the "
              + kind
              + " application "
              + application
              + " could not be loaded here, and if that is so on the host too, no release of this"
              + " package will serve: "
              + why);
    }

    @Override
    public void built(Path deb, Duration took) {
      log.info("site: built " + deb.getFileName() + ", " + size(deb) + ", in " + took(took));
    }

    @Override
    public void reused(Path deb) {
      log.info("site: reused " + deb.getFileName());
    }

    @Override
    public void placed(List<Path> debs) {
      debs.forEach(deb -> log.info("  " + deb + ", " + size(deb)));
    }

    @Override
    public void ended() {
      progress.end();
    }
  }
}
