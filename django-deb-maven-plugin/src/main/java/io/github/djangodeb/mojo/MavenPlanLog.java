package io.github.djangodeb.mojo;

import io.github.djangodeb.build.Plan;
import io.github.djangodeb.build.Target;
import io.github.djangodeb.chroot.BaseOutlook;
import java.util.List;
import org.apache.maven.plugin.logging.Log;

/** Tells the user what a build would do. */
final class MavenPlanLog {
  private final Log log;

  MavenPlanLog(Log log) {
    this.log = log;
  }

  void tell(Plan plan, Target target) {
    boolean needed = plan.builds() || target.refresh();
    tell(plan.engine(), target, needed);
    log.info(sentence("virtualenv", plan.env()));
    log.info(sentence("source", plan.src()));
    for (Plan.Site site : plan.sites()) {
      String who = plan.sites().size() == 1 ? "site" : "site " + site.request().classifier();
      log.info(sentence(who, site.item()));
      site.services().forEach(part -> log.info("  " + part));
    }
    if (!needed) {
      log.info("nothing is to be built, so no chroot is needed");
    }
  }

  void tell(List<String> sentences) {
    sentences.forEach(log::info);
  }

  private void tell(Plan.Engine engine, Target target, boolean needed) {
    if (engine.name().isEmpty()) {
      log.info("engine: none works here (<engine> is " + target.engine() + ")");
      return;
    }
    log.info(
        "engine: "
            + engine.name().get()
            + (engine.automatic()
                ? ", the first that works here (<engine> is auto)"
                : ", as <engine> says"));
    engine
        .base()
        .filter(base -> needed)
        .ifPresent(base -> log.info("chroot of " + target.suite() + ": " + state(base, target)));
  }

  private static String state(BaseOutlook base, Target target) {
    if (base.age().isEmpty()) {
      return "would be made, as there is none yet";
    }
    String age = "made " + MavenBuildLog.age(base.age().get()) + " ago";
    if (base.reused()) {
      return "would be reused, " + age;
    }
    return "would be made anew, as "
        + (target.refresh()
            ? "<refresh> is true"
            : "it was " + age + " (<chrootMaxAge> is " + target.maxAge().toDays() + " days)");
  }

  private static String sentence(String who, Plan.Item item) {
    String what =
        switch (item.whence()) {
          case CACHE -> "would be reused, from the cache";
          case LOCAL_REPOSITORY -> "would be taken from the local Maven repository";
          case REPOSITORY -> "would be taken from a Maven repository";
          case BUILD -> "would be built, as the cache has none that is made of the same";
        };
    boolean same = item.whence() != Plan.Whence.BUILD;
    return who
        + ": "
        + item.fileName()
        + " "
        + what
        + (item.placed()
            ? same ? ", and lies in target/" : " (and replace the one in target/)"
            : "");
  }
}
