package io.github.djangodeb.build;

import io.github.djangodeb.site.HealthPath;
import io.github.djangodeb.site.ServerName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the pom says about how a site is served.
 *
 * @param serverNames the names that the site answers to; empty for the host's own
 * @param healthPath the page that proves a release
 */
public record WebOptions(List<ServerName> serverNames, Optional<HealthPath> healthPath) {
  public WebOptions {
    serverNames = List.copyOf(serverNames);
    Objects.requireNonNull(healthPath);
  }
}
