package io.github.djangodeb.build;

import io.github.djangodeb.django.ProjectFacts;
import io.github.djangodeb.name.SiteNames;
import io.github.djangodeb.site.CacheMode;
import io.github.djangodeb.site.Celery;
import io.github.djangodeb.site.QueueMode;
import java.util.Optional;

/** Tells which workers, queue and cache a site gets, and where that may not be meant. */
final class ServiceReport {
  private final SiteNames names;
  private final ServiceOptions wanted;
  private final ProjectFacts facts;
  private final BuildEvents.SiteEvents events;

  /**
   * @param wanted what the pom says
   */
  ServiceReport(
      SiteNames names, ServiceOptions wanted, ProjectFacts facts, BuildEvents.SiteEvents events) {
    this.names = names;
    this.wanted = wanted;
    this.facts = facts;
    this.events = events;
  }

  void tell(Optional<Celery> workers, QueueMode queue, CacheMode cache) {
    events.chosen(
        names,
        workers.map(ServiceReport::sentence).orElse("no Celery workers")
            + ", queue "
            + queue
            + given(wanted.queue(), ServiceChoice.BROKER, workers.isPresent())
            + ", cache "
            + cache
            + given(wanted.cache(), ServiceChoice.CACHE, cache != CacheMode.OFF));
    if (workers.isPresent() && queue == QueueMode.OFF) {
      warnOfWorkers();
    }
    if (cache == CacheMode.OFF && facts.reads(ServiceChoice.CACHE)) {
      events.doubtful(
          names,
          "the settings read "
              + ServiceChoice.CACHE
              + ", and without a cache the host gives them none: if they have no default for it, no"
              + " release comes up"
              + (wanted.cache().isEmpty()
                  ? ". The virtualenv has no client of a cache; \"pymemcache\" or \"redis\" is one"
                  : ", as <cache> is off"));
    }
  }

  private void warnOfWorkers() {
    events.doubtful(
        names,
        "Celery workers and no queue: the host sets none up and gives no "
            + ServiceChoice.BROKER
            + ", so no release comes up unless the settings themselves name a broker that it"
            + " reaches"
            + (facts.celeryBroker().isEmpty() || facts.reads(ServiceChoice.BROKER)
                ? ""
                : " (they name " + facts.celeryBroker() + "://)")
            + ". Otherwise say <queue>rabbitmq</queue>, redis or external, or"
            + " <workers>off</workers>");
  }

  private static String sentence(Celery celery) {
    return "Celery workers of " + celery.app() + (celery.beat() ? " and beat" : "");
  }

  /** Why a service is chosen that the settings do not name, and the pom neither. */
  private String given(Optional<?> said, String variable, boolean used) {
    return used && said.isEmpty() && facts.reads(variable)
        ? " (the settings read " + variable + ")"
        : "";
  }
}
