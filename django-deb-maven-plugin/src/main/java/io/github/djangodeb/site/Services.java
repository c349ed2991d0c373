package io.github.djangodeb.site;

import java.util.Objects;

/**
 * What a site needs of its host besides a web server.
 *
 * @param database which database it has
 * @param queue which message broker it has
 * @param cache which cache it has
 */
public record Services(DatabaseMode database, QueueMode queue, CacheMode cache) {
  public Services {
    Objects.requireNonNull(database);
    Objects.requireNonNull(queue);
    Objects.requireNonNull(cache);
  }
}
