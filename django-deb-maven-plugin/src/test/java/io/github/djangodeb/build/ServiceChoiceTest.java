package io.github.djangodeb.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.requirements.RequirementsFile;
import io.github.djangodeb.site.CacheMode;
import io.github.djangodeb.site.Celery;
import io.github.djangodeb.site.QueueMode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceChoiceTest {
  private static final CeleryOptions NOTHING_SAID =
      new CeleryOptions(Optional.empty(), Optional.empty(), List.of(), 0, Optional.empty());
  private static final Optional<Celery> WORKERS =
      Optional.of(new Celery("shop", List.of(), 0, false));

  private static final RequirementsFile FILE = new RequirementsFile("deploy/production.txt", false);

  private final Facts facts = new Facts();

  private static CeleryOptions said(boolean workers) {
    return new CeleryOptions(
        Optional.of(workers), Optional.empty(), List.of(), 0, Optional.empty());
  }

  @Test
  void workersWhenProjectHasAnApplicationAreTheProjects() throws BuildFailure {
    facts.distributions = Set.of("celery");
    facts.celeryApp = "shop";
    facts.celeryBeat = true;
    assertThat(ServiceChoice.workers(NOTHING_SAID, facts.facts(), FILE))
        .contains(new Celery("shop", List.of(), 0, true));
  }

  @Test
  void workersWhenThePomSaysMoreAreThePoms() throws BuildFailure {
    facts.distributions = Set.of("celery");
    facts.celeryBeat = true;
    CeleryOptions options =
        new CeleryOptions(
            Optional.empty(),
            Optional.of("shop.tasks:app"),
            List.of("mail"),
            3,
            Optional.of(false));
    assertThat(ServiceChoice.workers(options, facts.facts(), FILE))
        .contains(new Celery("shop.tasks:app", List.of("mail"), 3, false));
  }

  @Test
  void workersWhenCeleryIsNotInTheVirtualenvAreNone() throws BuildFailure {
    facts.celeryApp = "shop";
    assertThat(ServiceChoice.workers(NOTHING_SAID, facts.facts(), FILE)).isEmpty();
  }

  @Test
  void workersWhenThePomSwitchesThemOffAreNone() throws BuildFailure {
    facts.distributions = Set.of("celery");
    facts.celeryApp = "shop";
    assertThat(ServiceChoice.workers(said(false), facts.facts(), FILE)).isEmpty();
  }

  @Test
  void workersWhenWantedWithoutCeleryRefuses() {
    facts.celeryApp = "shop";
    assertThatThrownBy(() -> ServiceChoice.workers(said(true), facts.facts(), FILE))
        .hasMessage(
            "<workers> is \"on\", and the virtualenv has no Celery."
                + " Add a line \"celery\" to deploy/production.txt.");
  }

  @Test
  void workersWhenWantedWithoutAnApplicationRefuses() {
    facts.distributions = Set.of("celery");
    assertThatThrownBy(() -> ServiceChoice.workers(said(true), facts.facts(), FILE))
        .hasMessage(
            "<workers> is \"on\", and no Celery application was found beside the settings module."
                + " Name its module with <celeryApp>, such as \"shop\" or \"shop.celery:app\".");
  }

  @ParameterizedTest
  @CsvSource({
    "'', RABBITMQ",
    "amqp, RABBITMQ",
    "pyamqp, RABBITMQ",
    "redis, REDIS",
    "redis+socket, REDIS",
    "sqs, OFF"
  })
  void queueWhenThePomSaysNothingIsTheKindOfTheProjects(String broker, QueueMode mode)
      throws BuildFailure {
    facts.distributions = Set.of("redis");
    facts.celeryBroker = broker;
    assertThat(ServiceChoice.queue(Optional.empty(), WORKERS, facts.facts(), FILE)).isEqualTo(mode);
  }

  /** The scheme is then the build's own. */
  @ParameterizedTest
  @CsvSource({"amqp redis, RABBITMQ", "celery, RABBITMQ", "redis, REDIS"})
  void queueWhenTheSettingsReadItFromTheEnvironmentIsOneOfTheHosts(
      String distributions, QueueMode mode) throws BuildFailure {
    facts.distributions = Set.of(distributions.split(" "));
    facts.celeryBroker = "memory";
    facts.fromEnvironment = Set.of("CELERY_BROKER_URL");
    assertThat(ServiceChoice.queue(Optional.empty(), WORKERS, facts.facts(), FILE)).isEqualTo(mode);
  }

  @Test
  void queueWhenTheSettingsThemselvesKeepItInMemoryIsOff() throws BuildFailure {
    facts.celeryBroker = "memory";
    assertThat(ServiceChoice.queue(Optional.empty(), WORKERS, facts.facts(), FILE))
        .isEqualTo(QueueMode.OFF);
  }

  @Test
  void queueWhenThereAreNoWorkersIsOff() throws BuildFailure {
    assertThat(ServiceChoice.queue(Optional.empty(), Optional.empty(), facts.facts(), FILE))
        .isEqualTo(QueueMode.OFF);
  }

  @Test
  void queueWhenRedisHasNoClientRefuses() {
    assertThatThrownBy(
            () -> ServiceChoice.queue(Optional.of(QueueMode.REDIS), WORKERS, facts.facts(), FILE))
        .hasMessage(
            "<queue> is \"redis\", and the virtualenv has no client for it."
                + " Add a line \"redis\" to deploy/production.txt.");
  }

  @ParameterizedTest
  @CsvSource({
    "'', pymemcache, MEMCACHED",
    "'', celery, OFF",
    "django.core.cache.backends.locmem.LocMemCache, pylibmc, MEMCACHED",
    "django.core.cache.backends.db.DatabaseCache, pymemcache, OFF",
    "django.core.cache.backends.memcached.PyMemcacheCache, pymemcache, MEMCACHED",
    "django.core.cache.backends.redis.RedisCache, redis, REDIS",
    "django_redis.cache.RedisCache, django-redis, REDIS",
    "'', redis, OFF"
  })
  void cacheWhenThePomSaysNothingIsTheKindOfTheProjects(
      String backend, String distribution, CacheMode mode) throws BuildFailure {
    facts.cacheBackend = backend;
    facts.distributions = Set.of(distribution);
    assertThat(ServiceChoice.cache(Optional.empty(), facts.facts(), FILE)).isEqualTo(mode);
  }

  /** The backend is then the build's own. */
  @ParameterizedTest
  @CsvSource({
    "pymemcache redis, MEMCACHED",
    "pylibmc, MEMCACHED",
    "redis, REDIS",
    "django-redis, REDIS",
    "celery, OFF"
  })
  void cacheWhenTheSettingsReadItFromTheEnvironmentIsOneOfTheHosts(
      String distributions, CacheMode mode) throws BuildFailure {
    facts.distributions = Set.of(distributions.split(" "));
    facts.cacheBackend = "django.core.cache.backends.locmem.LocMemCache";
    facts.fromEnvironment = Set.of("CACHE_URL");
    assertThat(ServiceChoice.cache(Optional.empty(), facts.facts(), FILE)).isEqualTo(mode);
  }

  @Test
  void cacheWhenMemcachedHasNoClientRefuses() {
    assertThatThrownBy(
            () -> ServiceChoice.cache(Optional.of(CacheMode.MEMCACHED), facts.facts(), FILE))
        .hasMessage(
            "<cache> is \"memcached\", and the virtualenv has no client for it."
                + " Add a line \"pymemcache\" to deploy/production.txt.");
  }

  @Test
  void cacheWhenDjangoIsTooOldForRedisRefuses() {
    facts.django = "3.2.19";
    facts.distributions = Set.of("redis");
    assertThatThrownBy(() -> ServiceChoice.cache(Optional.of(CacheMode.REDIS), facts.facts(), FILE))
        .hasMessage(
            "<cache> is \"redis\", and the virtualenv has no backend for it. Add a line \"redis\""
                + " to deploy/production.txt, for Django before 4.0 \"django-redis\".");
  }
}
