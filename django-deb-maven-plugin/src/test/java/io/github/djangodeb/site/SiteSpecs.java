package io.github.djangodeb.site;

import io.github.djangodeb.django.DjangoProject;
import io.github.djangodeb.name.ContentHash;
import io.github.djangodeb.name.DebianVersion;
import io.github.djangodeb.name.Name;
import io.github.djangodeb.name.SiteNames;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** Sites for tests: change what a test is about. */
final class SiteSpecs {
  Optional<Name> variant = Optional.empty();
  List<ServerName> serverNames = List.of();
  Optional<HealthPath> healthPath = Optional.empty();
  Tls tls = Tls.OFF;
  UploadSize uploadSize = new UploadSize("100m");
  DatabaseMode database = DatabaseMode.POSTGRESQL;
  QueueMode queue = QueueMode.OFF;
  CacheMode cache = CacheMode.OFF;
  Optional<Celery> celery = Optional.empty();
  Limits limits = Limits.DEFAULT;
  KeptReleases keepReleases = KeptReleases.DEFAULT;
  EnumSet<SettingsPart> settings = EnumSet.allOf(SettingsPart.class);
  Optional<UrlPath> staticUrl = Optional.of(new UrlPath("/static/"));
  Optional<UrlPath> mediaUrl = Optional.of(new UrlPath("/media/"));
  Optional<Path> staticFiles = Optional.empty();
  Additions additions = Additions.NONE;
  String wsgi = "guestbook.wsgi.application";
  String asgi = "";
  Optional<AsgiServer> server = Optional.empty();

  SiteSpec spec() {
    return new SiteSpec(
        new SiteNames(new Name("shop"), variant),
        "Ada Lovelace <ada@example.org>",
        "https://www.example.org/",
        new Release(
            new DebianVersion("1.2"),
            Instant.parse("2026-11-23T10:15:00Z"),
            new ContentHash("0123456789ab"),
            new ContentHash("ba9876543210")),
        new Application(new DjangoProject("backend", "guestbook.settings"), wsgi, asgi, server),
        new Web(serverNames, healthPath, tls, uploadSize, staticUrl, mediaUrl, staticFiles),
        new Services(database, queue, cache),
        celery,
        limits,
        keepReleases,
        MigratePolicy.OFF,
        settings,
        additions);
  }
}
