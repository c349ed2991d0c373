package io.github.djangodeb.build;

import io.github.djangodeb.site.HealthPath;
import io.github.djangodeb.site.ServerInterface;
import io.github.djangodeb.site.ServerName;
import io.github.djangodeb.site.UploadSize;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the pom says about how a site is served.
 *
 * @param serverNames the names that the site answers to; empty for the host's own
 * @param healthPath the page that proves a release
 * @param tls how visitors come by HTTPS
 * @param uploadSize the largest upload
 * @param server how the project is served; found out if it does not say
 */
public record WebOptions(
    List<ServerName> serverNames,
    Optional<HealthPath> healthPath,
    TlsOptions tls,
    UploadSize uploadSize,
    Optional<ServerInterface> server) {
  public WebOptions {
    serverNames = List.copyOf(serverNames);
    Objects.requireNonNull(healthPath);
    Objects.requireNonNull(tls);
    Objects.requireNonNull(uploadSize);
    Objects.requireNonNull(server);
  }
}
