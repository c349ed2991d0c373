package io.github.djangodeb.site;

import io.github.djangodeb.django.DjangoProject;
import io.github.djangodeb.name.ContentHash;
import io.github.djangodeb.name.DebianVersion;
import io.github.djangodeb.name.SiteNames;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Everything that one site package is made of.
 *
 * @param names the site's names
 * @param version the package's version
 * @param timestamp the time of its files: the commit's
 * @param maintainer {@code Name <address>}
 * @param homepage an address, or empty
 * @param env the virtualenv's hash
 * @param src the source's hash
 * @param project where in the source the project lies, and its settings module
 * @param wsgi the project's {@code WSGI_APPLICATION}, such as {@code shop.wsgi.application}; empty
 *     for Django's own
 * @param serverNames the names that the site answers to; empty for the host's own
 * @param healthPath the page that proves a release; without one, any answer of the start page below
 *     500 but 400 will do
 * @param https whether visitors come by HTTPS
 * @param migrate what an upgrade does about pending migrations
 * @param database which database the site has
 * @param settings which parts of the settings the host provides
 * @param staticUrl where the collected files are served
 * @param mediaUrl where uploads are served, if the project says so
 * @param staticFiles the folder of this machine with the collected files, if the site serves any
 */
public record SiteSpec(
    SiteNames names,
    DebianVersion version,
    Instant timestamp,
    String maintainer,
    String homepage,
    ContentHash env,
    ContentHash src,
    DjangoProject project,
    String wsgi,
    List<ServerName> serverNames,
    Optional<HealthPath> healthPath,
    boolean https,
    MigratePolicy migrate,
    DatabaseMode database,
    Set<SettingsPart> settings,
    Optional<UrlPath> staticUrl,
    Optional<UrlPath> mediaUrl,
    Optional<Path> staticFiles) {
  private static final Pattern DOTTED_NAME =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(?:\\.[A-Za-z_][A-Za-z0-9_]*)+");
  private static final UrlPath MEDIA = new UrlPath("/media/");

  /**
   * @throws IllegalArgumentException if the values do not go together
   */
  public SiteSpec {
    Objects.requireNonNull(names);
    Objects.requireNonNull(version);
    Objects.requireNonNull(timestamp);
    Objects.requireNonNull(maintainer);
    Objects.requireNonNull(homepage);
    Objects.requireNonNull(env);
    Objects.requireNonNull(src);
    Objects.requireNonNull(project);
    serverNames = List.copyOf(serverNames);
    Objects.requireNonNull(healthPath);
    Objects.requireNonNull(migrate);
    Objects.requireNonNull(database);
    settings = Set.copyOf(settings);
    Objects.requireNonNull(staticUrl);
    Objects.requireNonNull(mediaUrl);
    Objects.requireNonNull(staticFiles);
    ReservedNames.check(names);
    requireWsgi(wsgi);
    requireDifferent(staticUrl, mediaUrl);
  }

  private static void requireWsgi(String wsgi) {
    if (!wsgi.isEmpty() && !DOTTED_NAME.matcher(wsgi).matches()) {
      throw new IllegalArgumentException(
          "WSGI_APPLICATION \""
              + wsgi
              + "\" names no object in a module: let the settings say one such as"
              + " \"shop.wsgi.application\"");
    }
  }

  private static void requireDifferent(Optional<UrlPath> staticUrl, Optional<UrlPath> mediaUrl) {
    if (staticUrl.isPresent() && staticUrl.equals(mediaUrl)) {
      throw new IllegalArgumentException(
          "STATIC_URL and MEDIA_URL are both \""
              + staticUrl.get()
              + "\", so nobody could tell an upload from a static file: change one of them");
    }
  }

  boolean provides(SettingsPart part) {
    return settings.contains(part);
  }

  /** Where nginx serves the collected files, if it does. */
  Optional<UrlPath> servedStatic() {
    return staticFiles.isPresent() ? staticUrl : Optional.empty();
  }

  /** Where nginx serves uploads, if it does. */
  Optional<UrlPath> servedMedia() {
    return provides(SettingsPart.MEDIA)
        ? Optional.of(mediaUrl.orElse(MEDIA)).filter(path -> !path.isRoot())
        : Optional.empty();
  }

  /** The WSGI application as {@code module:object}, or empty. */
  String wsgiObject() {
    int dot = wsgi.lastIndexOf('.');
    return dot < 0 ? "" : wsgi.substring(0, dot) + ":" + wsgi.substring(dot + 1);
  }
}
