package io.github.djangodeb.site;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** What serves an ASGI application, by the distribution that brings it; the best one first. */
public enum AsgiServer {
  /** gunicorn with uvicorn's workers, which are a distribution of their own in newer times. */
  UVICORN_WORKER("uvicorn-worker"),
  /** gunicorn with uvicorn's workers. */
  UVICORN("uvicorn"),
  /** daphne, by itself. */
  DAPHNE("daphne");

  private final String distribution;

  AsgiServer(String distribution) {
    this.distribution = distribution;
  }

  /** The first that a virtualenv has. */
  public static Optional<AsgiServer> among(Set<String> distributions) {
    return Arrays.stream(values())
        .filter(server -> distributions.contains(server.distribution))
        .findFirst();
  }

  @Override
  public String toString() {
    return distribution;
  }
}
