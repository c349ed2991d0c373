package io.github.djangodeb.build;

import io.github.djangodeb.site.CacheMode;
import io.github.djangodeb.site.DatabaseMode;
import io.github.djangodeb.site.QueueMode;
import java.util.Objects;
import java.util.Optional;

/**
 * What the pom says about the services of a site; what it leaves open is found out.
 *
 * @param database which database the site has
 * @param queue which message broker it has
 * @param cache which cache it has
 */
public record ServiceOptions(
    Optional<DatabaseMode> database, Optional<QueueMode> queue, Optional<CacheMode> cache) {
  public ServiceOptions {
    Objects.requireNonNull(database);
    Objects.requireNonNull(queue);
    Objects.requireNonNull(cache);
  }
}
