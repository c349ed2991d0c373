package io.github.djangodeb.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djangodeb.name.Name;
import io.github.djangodeb.name.SiteNames;
import io.github.djangodeb.site.CacheMode;
import io.github.djangodeb.site.Celery;
import io.github.djangodeb.site.QueueMode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServiceReportTest {
  private static final Optional<Celery> WORKERS =
      Optional.of(new Celery("shop", List.of(), 0, true));

  private final Facts facts = new Facts();
  private final SiteListener told = new SiteListener();

  private Optional<CacheMode> wantedCache = Optional.empty();

  private void tell(
      Optional<QueueMode> wanted, Optional<Celery> workers, QueueMode queue, CacheMode cache) {
    new ServiceReport(
            new SiteNames(new Name("shop"), Optional.empty()),
            new ServiceOptions(Optional.empty(), wanted, wantedCache),
            facts.facts(),
            told)
        .tell(workers, queue, cache);
  }

  @Test
  void tellWhenTheSettingsReadTheBrokerSaysWhyThereIsAQueue() {
    facts.celeryBroker = "memory";
    facts.fromEnvironment = Set.of("CELERY_BROKER_URL");
    tell(Optional.empty(), WORKERS, QueueMode.RABBITMQ, CacheMode.OFF);
    assertThat(told.chosen)
        .containsExactly(
            "Celery workers of shop and beat, queue rabbitmq (the settings read CELERY_BROKER_URL),"
                + " cache off");
    assertThat(told.doubtful).isEmpty();
  }

  @Test
  void tellWhenWorkersHaveNoQueueWarns() {
    facts.celeryBroker = "sqs";
    tell(Optional.empty(), WORKERS, QueueMode.OFF, CacheMode.OFF);
    assertThat(told.chosen)
        .containsExactly("Celery workers of shop and beat, queue off, cache off");
    assertThat(told.doubtful)
        .containsExactly(
            "Celery workers and no queue: the host sets none up and gives no CELERY_BROKER_URL, so"
                + " no release comes up unless the settings themselves name a broker that it"
                + " reaches (they name sqs://). Otherwise say <queue>rabbitmq</queue>, redis or"
                + " external, or <workers>off</workers>");
  }

  @Test
  void tellWhenThePomSwitchesTheQueueOffUnderWorkersWarnsToo() {
    facts.fromEnvironment = Set.of("CELERY_BROKER_URL");
    tell(Optional.of(QueueMode.OFF), WORKERS, QueueMode.OFF, CacheMode.OFF);
    assertThat(told.doubtful).hasSize(1);
    assertThat(told.doubtful.get(0)).doesNotContain("they name");
  }

  @Test
  void tellWhenTheSettingsReadTheCacheSaysWhyThereIsOne() {
    facts.fromEnvironment = Set.of("CACHE_URL");
    tell(Optional.empty(), Optional.empty(), QueueMode.OFF, CacheMode.REDIS);
    assertThat(told.chosen)
        .containsExactly("no Celery workers, queue off, cache redis (the settings read CACHE_URL)");
    assertThat(told.doubtful).isEmpty();
  }

  @Test
  void tellWhenTheSettingsReadACacheThatTheHostDoesNotGiveWarns() {
    facts.fromEnvironment = Set.of("CACHE_URL");
    tell(Optional.empty(), Optional.empty(), QueueMode.OFF, CacheMode.OFF);
    wantedCache = Optional.of(CacheMode.OFF);
    tell(Optional.empty(), Optional.empty(), QueueMode.OFF, CacheMode.OFF);
    assertThat(told.doubtful)
        .containsExactly(
            "the settings read CACHE_URL, and without a cache the host gives them none: if they"
                + " have no default for it, no release comes up. The virtualenv has no client of a"
                + " cache; \"pymemcache\" or \"redis\" is one",
            "the settings read CACHE_URL, and without a cache the host gives them none: if they"
                + " have no default for it, no release comes up, as <cache> is off");
  }

  @Test
  void tellWhenThereAreNoWorkersWarnsOfNoQueue() {
    tell(Optional.empty(), Optional.empty(), QueueMode.OFF, CacheMode.OFF);
    assertThat(told.chosen).containsExactly("no Celery workers, queue off, cache off");
    assertThat(told.doubtful).isEmpty();
  }
}
