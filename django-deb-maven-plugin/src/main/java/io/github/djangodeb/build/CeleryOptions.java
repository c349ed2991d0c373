package io.github.djangodeb.build;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the pom says about the workers of a site; what it leaves open is found out.
 *
 * @param workers whether it has some
 * @param app the module of the Celery application
 * @param queues the queues that the workers take tasks from; empty for the application's own
 * @param concurrency how many processes take tasks; 0 for one for each processor
 * @param beat whether periodic tasks are sent
 */
public record CeleryOptions(
    Optional<Boolean> workers,
    Optional<String> app,
    List<String> queues,
    int concurrency,
    Optional<Boolean> beat) {
  public CeleryOptions {
    Objects.requireNonNull(workers);
    Objects.requireNonNull(app);
    queues = List.copyOf(queues);
    Objects.requireNonNull(beat);
  }
}
