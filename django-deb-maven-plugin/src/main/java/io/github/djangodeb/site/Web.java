package io.github.djangodeb.site;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What nginx and gunicorn serve of a site.
 *
 * @param serverNames the names that the site answers to; empty for the host's own
 * @param healthPath the page that proves a release; without one, any answer of the start page below
 *     500 but 400 will do
 * @param tls how visitors come by HTTPS
 * @param uploadSize the largest upload
 * @param staticUrl where the collected files are served
 * @param mediaUrl where uploads are served, if the project says so
 * @param staticFiles the folder of this machine with the collected files, if the site serves any
 */
public record Web(
    List<ServerName> serverNames,
    Optional<HealthPath> healthPath,
    Tls tls,
    UploadSize uploadSize,
    Optional<UrlPath> staticUrl,
    Optional<UrlPath> mediaUrl,
    Optional<Path> staticFiles) {
  /**
   * @throws IllegalArgumentException if nobody could tell an upload from a static file
   */
  public Web {
    serverNames = List.copyOf(serverNames);
    Objects.requireNonNull(healthPath);
    Objects.requireNonNull(tls);
    Objects.requireNonNull(uploadSize);
    Objects.requireNonNull(staticUrl);
    Objects.requireNonNull(mediaUrl);
    Objects.requireNonNull(staticFiles);
    if (staticUrl.isPresent() && staticUrl.equals(mediaUrl)) {
      throw new IllegalArgumentException(
          "STATIC_URL and MEDIA_URL are both \""
              + staticUrl.get()
              + "\", so nobody could tell an upload from a static file: change one of them");
    }
  }

  /** Where nginx serves the collected files, if it does. */
  Optional<UrlPath> servedStatic() {
    return staticFiles.isPresent() ? staticUrl : Optional.empty();
  }
}
