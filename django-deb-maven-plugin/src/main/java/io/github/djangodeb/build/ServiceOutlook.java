package io.github.djangodeb.build;

import io.github.djangodeb.site.DatabaseMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What can be told of a site's services before its settings are imported: what the pom says, and
 * what the virtualenv could use.
 */
final class ServiceOutlook {
  private final WebOptions web;
  private final ServiceOptions services;
  private final CeleryOptions celery;
  private final Predicate<String> has;
  private final String where;

  /**
   * @param has whether the virtualenv has a project
   * @param where that is known from, such as {@code the virtualenv}
   */
  ServiceOutlook(
      WebOptions web,
      ServiceOptions services,
      CeleryOptions celery,
      Predicate<String> has,
      String where) {
    this.web = web;
    this.services = services;
    this.celery = celery;
    this.has = has;
    this.where = where;
  }

  /** A part of a sentence for each of server, database, workers, queue and cache. */
  List<String> parts() {
    List<String> parts = new ArrayList<>();
    parts.add(stated("server", web.server()).orElseGet(this::server));
    parts.add(stated("database", services.database()).orElseGet(this::database));
    boolean possible = has.test("celery");
    Optional<Boolean> workers = celery.workers();
    boolean none = !workers.orElse(possible);
    parts.add(
        workers
            .map(on -> (on ? "workers" : "no workers") + ", as <workers> says")
            .orElse(
                possible
                    ? "workers if the project has a Celery application"
                    : "no workers, as " + where + " has no celery"));
    parts.add(
        stated("queue", services.queue())
            .orElse(none ? "no queue" : "with workers the queue that the settings name"));
    parts.add(stated("cache", services.cache()).orElseGet(this::cache));
    return parts;
  }

  private static Optional<String> stated(String element, Optional<?> value) {
    return value.map(mode -> element + " " + mode + ", as <" + element + "> says");
  }

  private String server() {
    return first("uvicorn", "daphne")
        .map(name -> "server asgi (" + name + ") if the settings have ASGI_APPLICATION, else wsgi")
        .orElse("server wsgi, as " + where + " has neither uvicorn nor daphne");
  }

  private String database() {
    return first("psycopg2", "psycopg2-binary", "psycopg")
        .map(name -> "database " + DatabaseMode.POSTGRESQL + ", as " + where + " has " + name)
        .orElse("the database that the settings say, as " + where + " has no psycopg");
  }

  private String cache() {
    return first("pymemcache", "pylibmc", "redis", "django-redis")
        .map(name -> "cache memcached or redis, as the settings say; " + where + " has " + name)
        .orElse("no cache, as " + where + " has no client of one");
  }

  private Optional<String> first(String... projects) {
    return List.of(projects).stream().filter(has).findFirst();
  }
}
