package io.github.djangodeb.mojo;

import io.github.djangodeb.apt.AptEvents;
import io.github.djangodeb.publish.PublishEvents;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.apache.maven.plugin.logging.Log;

/** Tells the user what becomes of the packages once they are built. */
final class MavenPublishLog {
  private static final String KEPT =
      " is there with other content, which stays: its name says what it holds";

  private final Log log;
  private final Progress progress;

  MavenPublishLog(Log log) {
    this.log = log;
    this.progress = new Progress(log);
  }

  AptEvents apt() {
    return new Apt();
  }

  PublishEvents publish() {
    return new Uploads();
  }

  private static String took(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }

  private final class Apt implements AptEvents {
    @Override
    public void added(String fileName) {
      log.info("apt repository: added " + fileName);
    }

    @Override
    public void present(String fileName) {
      log.info("apt repository: has " + fileName);
    }

    @Override
    public void keptPublished(String fileName) {
      log.warn("apt repository: " + fileName + KEPT);
    }

    @Override
    public void dropped(String fileName) {
      log.info("apt repository: no longer has " + fileName);
    }

    @Override
    public void readingPool(Path pool) {
      log.info("apt repository: reading the packages in " + pool);
    }

    @Override
    public void named(String origin) {
      log.warn(
          "apt repository: no release file says what its Origin and Label were, and they are \""
              + origin
              + "\" now. Hosts that know it by another name refuse it: give that name with"
              + " <aptOrigin>, and run the goal again");
    }

    @Override
    public void renamed(String before, String now) {
      log.warn(
          "apt repository: its Origin and Label were \""
              + before
              + "\" and are \""
              + now
              + "\" now: each host has to accept that, with \"apt-get update"
              + " --allow-releaseinfo-change\"");
    }

    @Override
    public void written(Path suiteFolder, int packages) {
      log.info("apt repository: " + suiteFolder + " has " + packages + " packages");
    }
  }

  private final class Uploads implements PublishEvents {
    @Override
    public void uploaded(String fileName, Duration took) {
      log.info("publish: uploaded " + fileName + " in " + took(took));
    }

    @Override
    public void present(String fileName) {
      log.info("publish: the repository has " + fileName);
    }

    @Override
    public void keptPublished(String fileName) {
      log.warn("publish: " + fileName + KEPT);
    }

    @Override
    public void ran(String command, Duration took) {
      log.info("publish: ran " + command + " in " + took(took));
    }

    @Override
    public void progress(String line) {
      progress.line(line);
    }
  }
}
