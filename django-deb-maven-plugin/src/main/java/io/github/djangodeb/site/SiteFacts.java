package io.github.djangodeb.site;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.github.djangodeb.name.ContentHash;
import io.github.djangodeb.name.SiteNames;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/** The facts that the host's tool reads: {@code site.json}, see the tool's own page about it. */
final class SiteFacts {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private SiteFacts() {}

  /**
   * The file's text.
   *
   * @param content a hash of what belongs to the release beside these facts
   */
  static String json(SiteSpec spec, String content) {
    Map<String, Object> facts = facts(spec);
    facts.put("release", release(spec, GSON.toJson(facts) + content));
    return GSON.toJson(facts) + "\n";
  }

  /** The id of the release: another content never has the same one. */
  private static String release(SiteSpec spec, String content) {
    return spec.release().version() + "-" + ContentHash.ofText(content);
  }

  private static Map<String, Object> facts(SiteSpec spec) {
    Map<String, Object> facts = new LinkedHashMap<>();
    putNames(facts, spec);
    facts.put("project", spec.application().project().folder());
    facts.put("settings", spec.application().project().settings());
    facts.put("wsgi", spec.application().wsgiObject());
    facts.put("asgi", spec.application().asgiObject());
    facts.put("server", spec.application().serverName());
    facts.put("server_names", spec.web().serverNames().stream().map(ServerName::text).toList());
    facts.put("health_path", spec.web().healthPath().map(HealthPath::text).orElse(""));
    putTls(facts, spec.web().tls());
    facts.put("upload_size", spec.web().uploadSize().text());
    facts.put("keep_releases", spec.keepReleases().number());
    facts.put("migrate", spec.migrate().toString());
    facts.put("database", spec.services().database().toString());
    facts.put("queue", spec.services().queue().toString());
    facts.put("cache", spec.services().cache().toString());
    spec.celery().ifPresent(celery -> facts.put("celery", facts(celery)));
    facts.put("has_static", spec.web().servedStatic().isPresent());
    facts.put("static_url", spec.web().servedStatic().map(UrlPath::text).orElse(""));
    facts.put("media_url", spec.servedMedia().map(UrlPath::text).orElse(""));
    return facts;
  }

  private static Map<String, Object> facts(Celery celery) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("app", celery.app());
    facts.put("queues", celery.queues());
    facts.put("concurrency", celery.concurrency());
    facts.put("beat", celery.beat());
    return facts;
  }

  private static void putTls(Map<String, Object> facts, Tls tls) {
    facts.put("tls", tls.mode().toString());
    facts.put("tls_certificate", tls.certificate().map(KeyFile::text).orElse(""));
    facts.put("tls_key", tls.key().map(KeyFile::text).orElse(""));
    facts.put("trusted_proxies", tls.trustedProxies().stream().map(ProxyAddress::text).toList());
    OptionalInt seconds = tls.hsts().seconds();
    facts.put("hsts_seconds", seconds.isPresent() ? String.valueOf(seconds.getAsInt()) : "");
    facts.put("hsts_include_subdomains", tls.hsts().includeSubDomains());
    facts.put("hsts_preload", tls.hsts().preload());
  }

  private static void putNames(Map<String, Object> facts, SiteSpec spec) {
    SiteNames names = spec.names();
    SitePaths paths = new SitePaths(names);
    facts.put("name", names.name().text());
    facts.put("variant", names.variant().map(variant -> variant.text()).orElse(""));
    facts.put("unit", names.unit());
    facts.put("user", names.unit());
    facts.put("package", names.sitePackage());
    facts.put("version", spec.release().version().text());
    facts.put("lib", paths.lib().text());
    facts.put("etc", paths.etc().text());
    facts.put("var", paths.state().text());
    facts.put("log", names.logDirectory().text());
    facts.put("run", paths.run().text());
    facts.put("links", names.linksDirectory().text());
    facts.put("env", names.project().envDirectory(spec.release().env()).text());
    facts.put("src", names.project().srcDirectory(spec.release().src()).text());
  }
}
