package io.github.djangodeb.build;

import io.github.djangodeb.django.ProjectFacts;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.requirements.RequirementsFile;
import io.github.djangodeb.site.CacheMode;
import io.github.djangodeb.site.Celery;
import io.github.djangodeb.site.QueueMode;
import java.util.Optional;

/** Which queue, cache and workers a site gets, where the pom does not say. */
final class ServiceChoice {
  /** The variable that the host names the queue by. */
  static final String BROKER = "CELERY_BROKER_URL";

  /** The variable that the host names the cache by. */
  static final String CACHE = "CACHE_URL";

  private static final String REDIS = "redis";

  private ServiceChoice() {}

  /**
   * The workers that the pom wants, or else those that the project has: it has some if Celery is in
   * the virtualenv and an application of it was found.
   *
   * @param file where Celery is required
   * @throws BuildFailure the user's, if workers are wanted and there is nothing to run
   */
  static Optional<Celery> workers(CeleryOptions wanted, ProjectFacts facts, RequirementsFile file)
      throws BuildFailure {
    String app = wanted.app().orElse(facts.celeryApp());
    boolean possible = facts.hasAnyOf("celery") && !app.isEmpty();
    if (!wanted.workers().orElse(possible)) {
      return Optional.empty();
    }
    if (!facts.hasAnyOf("celery")) {
      throw BuildFailure.ofUser(
          "<workers> is \"on\", and the virtualenv has no Celery. " + file.add("\"celery\"") + ".");
    }
    if (app.isEmpty()) {
      throw BuildFailure.ofUser(
          "<workers> is \"on\", and no Celery application was found beside the settings module."
              + " Name its module with <celeryApp>, such as \"shop\" or \"shop.celery:app\".");
    }
    boolean beat = wanted.beat().orElse(facts.celeryBeat());
    return Optional.of(new Celery(app, wanted.queues(), wanted.concurrency(), beat));
  }

  /**
   * The queue that the pom wants, or else that of the workers: the kind that the project's own
   * settings name, RabbitMQ if they name none or leave it to the host.
   *
   * @param file where its client is required
   * @throws BuildFailure the user's, if the virtualenv cannot use it
   */
  static QueueMode queue(
      Optional<QueueMode> wanted,
      Optional<Celery> workers,
      ProjectFacts facts,
      RequirementsFile file)
      throws BuildFailure {
    QueueMode mode = wanted.orElse(workers.isPresent() ? ofProject(facts) : QueueMode.OFF);
    if (mode == QueueMode.REDIS && !facts.hasAnyOf(REDIS)) {
      throw BuildFailure.ofUser(
          "<queue> is \"redis\", and the virtualenv has no client for it. "
              + file.add("\"redis\"")
              + ".");
    }
    return mode;
  }

  private static QueueMode ofProject(ProjectFacts facts) {
    if (facts.reads(BROKER)) {
      boolean redisOnly = facts.hasAnyOf(REDIS) && !facts.hasAnyOf("amqp", "librabbitmq");
      return redisOnly ? QueueMode.REDIS : QueueMode.RABBITMQ;
    }
    return switch (facts.celeryBroker()) {
      case "redis", "redis+socket" -> QueueMode.REDIS;
      case "", "amqp", "pyamqp" -> QueueMode.RABBITMQ;
      default -> QueueMode.OFF;
    };
  }

  /**
   * The cache that the pom wants, or else the kind that the project uses itself; memcached too if
   * it uses none of a network, and has a client. Where it leaves it to the host, what it has a
   * client for.
   *
   * @param file where its client is required
   * @throws BuildFailure the user's, if the virtualenv cannot use it
   */
  static CacheMode cache(Optional<CacheMode> wanted, ProjectFacts facts, RequirementsFile file)
      throws BuildFailure {
    boolean memcached = facts.hasAnyOf("pymemcache", "pylibmc");
    boolean redis =
        facts.hasAnyOf("django-redis") || facts.hasAnyOf(REDIS) && hasRedisBackend(facts);
    if (wanted.isEmpty() && facts.reads(CACHE) && !memcached) {
      return redis ? CacheMode.REDIS : CacheMode.OFF;
    }
    if (wanted.isEmpty()) {
      return ofProject(facts.cacheBackend(), memcached, redis);
    }
    if (wanted.get() == CacheMode.MEMCACHED && !memcached) {
      throw BuildFailure.ofUser(
          "<cache> is \"memcached\", and the virtualenv has no client for it. "
              + file.add("\"pymemcache\"")
              + ".");
    }
    if (wanted.get() == CacheMode.REDIS && !redis) {
      throw BuildFailure.ofUser(
          "<cache> is \"redis\", and the virtualenv has no backend for it. "
              + file.add("\"redis\"")
              + ", for Django before 4.0 \"django-redis\".");
    }
    return wanted.get();
  }

  private static CacheMode ofProject(String backend, boolean memcached, boolean redis) {
    if (backend.toLowerCase(java.util.Locale.ROOT).contains(REDIS)) {
      return redis ? CacheMode.REDIS : CacheMode.OFF;
    }
    boolean own = backend.isEmpty() || backend.endsWith(".LocMemCache");
    return memcached && (own || backend.contains("memcache")) ? CacheMode.MEMCACHED : CacheMode.OFF;
  }

  /** {@code django.core.cache.backends.redis} came with Django 4.0. */
  private static boolean hasRedisBackend(ProjectFacts facts) {
    return Integer.parseInt(facts.djangoVersion().replaceFirst("\\D.*", "")) >= 4;
  }
}
