package io.github.djangodeb.site;

import io.github.djangodeb.name.TargetPath;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The values that the host's files of one site are filled with, by the names that they use. */
final class SiteValues {
  /** What the set-up writes beside a copy of the static files, in KiB: logs, state, a database. */
  private static final long ROOM = 32 * 1024;

  private final SiteSpec spec;
  private final SitePaths paths;

  SiteValues(SiteSpec spec) {
    this.spec = spec;
    this.paths = new SitePaths(spec.names());
  }

  /** What templates refer to: texts and booleans. */
  Map<String, Object> ofTemplates() {
    Map<String, Object> values = new HashMap<>(names());
    values.put("version", spec.release().version().text());
    values.put("title", spec.names().unit().toUpperCase(Locale.ROOT));
    values.put("variable", spec.names().unit().replace('-', '_'));
    values.put("database_is_managed", spec.services().database() == DatabaseMode.POSTGRESQL);
    values.put("database_is_sqlite", spec.services().database() == DatabaseMode.SQLITE);
    QueueMode queue = spec.services().queue();
    CacheMode cache = spec.services().cache();
    values.put("queue_is_rabbitmq", queue == QueueMode.RABBITMQ);
    values.put("queue_is_redis", queue == QueueMode.REDIS);
    values.put("cache_is_memcached", cache == CacheMode.MEMCACHED);
    values.put("cache_is_redis", cache == CacheMode.REDIS);
    values.put("cache_is_external", cache == CacheMode.EXTERNAL);
    values.put("is_asgi", spec.application().server().isPresent());
    for (SettingsPart part : SettingsPart.values()) {
      values.put("with_" + part.name().toLowerCase(Locale.ROOT), spec.provides(part));
    }
    values.put(
        "with_databases",
        spec.provides(SettingsPart.DATABASES) && spec.services().database() != DatabaseMode.OFF);
    values.put("with_caches", spec.provides(SettingsPart.CACHES) && cache != CacheMode.OFF);
    values.put("with_celery", spec.provides(SettingsPart.CELERY) && queue != QueueMode.OFF);
    putUrls(values);
    return values;
  }

  private void putUrls(Map<String, Object> values) {
    values.put("has_static", spec.web().servedStatic().isPresent());
    values.put("static_at_root", spec.web().servedStatic().map(UrlPath::isRoot).orElse(false));
    values.put("static_path", spec.web().servedStatic().map(UrlPath::text).orElse(""));
    values.put("static_pattern", spec.web().servedStatic().map(UrlPath::pattern).orElse(""));
    values.put("has_media", spec.servedMedia().isPresent());
    values.put("media_path", spec.servedMedia().map(UrlPath::text).orElse(""));
    values.put("media_url", spec.servedMedia().map(UrlPath::text).orElse("/media/"));
  }

  /**
   * What scripts assign.
   *
   * @param files the static files of this release, for which the host needs room
   */
  Map<String, String> ofScripts(StaticFiles files) {
    Map<String, String> values = new HashMap<>(names());
    values.put("lock", paths.state().resolve("lock").text());
    values.put("backup_lock", paths.run().resolve("backup.lock").text());
    values.put("migrate", spec.migrate().toString());
    values.put("space", Long.toString(ROOM + files.bytes() / 1024));
    values.put("target", spec.names().unit() + ".target");
    values.put("nginx_file", paths.nginx().text());
    values.put("nginx_link", paths.nginxLink().text());
    values.put("limits", paths.limits().text());
    values.put("apt_keep", paths.apt().text());
    values.put("python", "/usr/bin/python3");
    values.put("database", database());
    values.put("vhost", spec.names().unit());
    return values;
  }

  private Map<String, String> names() {
    Map<String, String> values = new HashMap<>();
    values.put("name", spec.names().name().text());
    values.put("unit", spec.names().unit());
    values.put("user", spec.names().unit());
    values.put("slice", spec.names().slice());
    values.put("package", spec.names().sitePackage());
    values.put("lib", paths.lib().text());
    values.put("run", paths.run().text());
    putWithParent(values, "etc", paths.etc());
    putWithParent(values, "var", paths.state());
    putWithParent(values, "log", spec.names().logDirectory());
    putWithParent(values, "links", spec.names().linksDirectory());
    return values;
  }

  private static void putWithParent(Map<String, String> values, String name, TargetPath path) {
    values.put(name, path.text());
    values.put(name + "_parent", path.text().substring(0, path.text().lastIndexOf('/')));
  }

  /** The database's name on this host, if there is one. */
  private String database() {
    return spec.services().database() == DatabaseMode.POSTGRESQL ? spec.names().unit() : "";
  }
}
