package io.github.djangodeb.site;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djangodeb.deb.Compression;
import io.github.djangodeb.deb.DebPackage;
import io.github.djangodeb.name.Name;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares the host's files with those below {@code src/test/resources/.../site/golden}. With
 * {@code -Dgolden.update=true} these are written anew: read what has changed before you commit it.
 */
class SitePackageTest {
  private static final Path GOLDEN =
      Path.of("src/test/resources/io/github/djangodeb/site/golden").toAbsolutePath();

  private static final String PROVIDED = "usr/lib/shop-site/default/python/site_provided.py";

  @TempDir private Path folder;

  private final SiteSpecs site = new SiteSpecs();

  @Test
  void ofWhenWithoutVariantMakesTheGoldenFiles() throws Exception {
    site.staticFiles = Optional.of(staticFiles("body {}"));
    site.queue = QueueMode.RABBITMQ;
    site.cache = CacheMode.MEMCACHED;
    site.celery = Optional.of(new Celery("guestbook", List.of(), 0, true));
    assertGolden("shop");
  }

  @Test
  void ofWhenWithVariantMakesTheGoldenFiles() throws Exception {
    site.variant = Optional.of(new Name("berlin"));
    site.serverNames =
        List.of(new ServerName("www.example.org"), new ServerName("*.shop.example.org"));
    site.healthPath = Optional.of(new HealthPath("/health/"));
    site.tls =
        new Tls(
            TlsMode.FILES,
            Optional.of(new KeyFile("/etc/ssl/certs/wild.pem")),
            Optional.of(new KeyFile("/etc/ssl/private/wild.key")),
            List.of(new ProxyAddress("10.1.0.0/16")),
            new Hsts(OptionalInt.of(0), false, false));
    site.uploadSize = new UploadSize("2g");
    site.keepReleases = new KeptReleases(5);
    site.limits = new Limits("2G", Optional.of("1536M"), "150%", "512");
    site.asgi = "guestbook.asgi.application";
    site.server = Optional.of(AsgiServer.UVICORN);
    site.database = DatabaseMode.SQLITE;
    site.queue = QueueMode.REDIS;
    site.cache = CacheMode.REDIS;
    site.celery = Optional.of(new Celery("guestbook.celery:app", List.of("mail"), 3, false));
    site.staticUrl = Optional.of(new UrlPath("/"));
    site.staticFiles = Optional.of(staticFiles("body {}"));
    site.settings = EnumSet.complementOf(EnumSet.of(SettingsPart.LOGGING, SettingsPart.TEMPLATES));
    site.additions =
        new Additions(
            Optional.of(templates("Welcome to Berlin")),
            Optional.of(new NginxAdditions("location = /old/ {\n    return 301 /new/;\n}\n")));
    assertGolden("shop-berlin");
  }

  /** For systemd the slice "shop-berlin" would lie in that of the site "shop". */
  @Test
  void ofWhenTheNameHasAHyphenEachUnitIsInASliceOfNoOtherSite() throws Exception {
    site.variant = Optional.of(new Name("berlin"));
    SiteOnDisk.write(SitePackage.of(site.spec(), Compression.XZ), folder);
    Path units = folder.resolve("usr/lib/systemd/system");
    assertThat(units.resolve("shop_berlin.slice")).exists();
    try (Stream<Path> files = Files.list(units)) {
      for (Path unit : (Iterable<Path>) files::iterator) {
        assertThat(Files.readAllLines(unit).stream().filter(line -> line.startsWith("Slice=")))
            .as(unit.toString())
            .allMatch("Slice=shop_berlin.slice"::equals);
        assertThat(unit.toString()).doesNotEndWith("-berlin.slice");
      }
    }
  }

  @Test
  void ofWhenATemplateDiffersMakesAnotherRelease() throws Exception {
    String without = release();
    site.additions = new Additions(Optional.of(templates("one")), Optional.empty());
    String one = release();
    site.additions = new Additions(Optional.of(templates("two")), Optional.empty());
    assertThat(release()).isNotEqualTo(one).isNotEqualTo(without);
    assertThat(one).isNotEqualTo(without);
  }

  @Test
  void ofWhenAStaticFileDiffersMakesAnotherRelease() throws Exception {
    site.staticFiles = Optional.of(staticFiles("body {}"));
    String release = release();
    site.staticFiles = Optional.of(staticFiles("body { margin: 0 }"));
    assertThat(release()).startsWith("\"1.2-").isNotEqualTo(release);
  }

  @Test
  void ofWhenDatabaseIsManagedDependsOnPostgresql() throws Exception {
    assertThat(SitePackage.of(site.spec(), Compression.XZ).control().depends())
        .contains("shop-env-0123456789ab", "shop-src-ba9876543210", "postgresql");
    site.database = DatabaseMode.EXTERNAL;
    assertThat(SitePackage.of(site.spec(), Compression.XZ).control().depends())
        .doesNotContain("postgresql");
  }

  @Test
  void ofWhenServicesAreChosenDependsOnThem() throws Exception {
    site.queue = QueueMode.RABBITMQ;
    site.cache = CacheMode.MEMCACHED;
    assertThat(SitePackage.of(site.spec(), Compression.XZ).control().depends())
        .contains("rabbitmq-server", "memcached");
    site.queue = QueueMode.REDIS;
    site.cache = CacheMode.REDIS;
    assertThat(SitePackage.of(site.spec(), Compression.XZ).control().depends())
        .containsOnlyOnce("redis-tools")
        .doesNotContain("rabbitmq-server", "memcached");
    site.queue = QueueMode.EXTERNAL;
    site.cache = CacheMode.EXTERNAL;
    assertThat(SitePackage.of(site.spec(), Compression.XZ).control().depends())
        .doesNotContain("redis-server", "rabbitmq-server", "memcached");
  }

  @Test
  void ofWhenCertbotFetchesTheCertificateDependsOnIt() throws Exception {
    assertThat(SitePackage.of(site.spec(), Compression.XZ).control().depends())
        .doesNotContain("certbot");
    site.tls = new Tls(TlsMode.ACME, Optional.empty(), Optional.empty(), List.of(), Hsts.DEFAULT);
    assertThat(SitePackage.of(site.spec(), Compression.XZ).control().depends()).contains("certbot");
  }

  @Test
  void ofWhenNoPartOfTheSettingsIsProvidedOnlyImportsTheProjects() throws Exception {
    site.settings = EnumSet.noneOf(SettingsPart.class);
    SiteOnDisk.write(SitePackage.of(site.spec(), Compression.XZ), folder);
    assertThat(Files.readString(folder.resolve(PROVIDED)))
        .contains("project_settings()")
        .doesNotContain("DATABASES", "DEBUG", "ALLOWED_HOSTS", "import os");
  }

  @Test
  void ofWhenCacheIsExternalKeysBeginWithTheSitesNameUnlessTheProjectSaysOtherwise()
      throws Exception {
    site.cache = CacheMode.EXTERNAL;
    SiteOnDisk.write(SitePackage.of(site.spec(), Compression.XZ), folder);
    assertThat(folder.resolve(PROVIDED))
        .content()
        .contains(
            """
                    "KEY_PREFIX": "shop",
                    **site_environment.cache(project.get("CACHES", {}).get("default")),
            """);
  }

  /** A release that serves reads these while the next one's package is installed already. */
  @Test
  void ofWhenServicesDifferWhatAnEarlierReleaseReadsIsTheSame() throws Exception {
    Path external = Files.createDirectory(folder.resolve("external"));
    site.database = DatabaseMode.EXTERNAL;
    site.queue = QueueMode.EXTERNAL;
    site.cache = CacheMode.EXTERNAL;
    SiteOnDisk.write(SitePackage.of(site.spec(), Compression.XZ), external);
    Path own = Files.createDirectory(folder.resolve("own"));
    site.database = DatabaseMode.SQLITE;
    site.queue = QueueMode.REDIS;
    site.cache = CacheMode.MEMCACHED;
    SiteOnDisk.write(SitePackage.of(site.spec(), Compression.XZ), own);
    for (String name :
        List.of(
            "etc/shop-site/default/site_settings.py",
            "etc/shop-site/default/gunicorn.conf.py",
            "usr/lib/shop-site/default/launch")) {
      assertThat(own.resolve(name)).hasSameTextualContentAs(external.resolve(name));
    }
    String unit = "usr/lib/systemd/system/shop-web@.service";
    assertThat(credentials(own.resolve(unit))).isEqualTo(credentials(external.resolve(unit)));
    assertThat(own.resolve(PROVIDED))
        .content()
        .isNotEqualTo(Files.readString(external.resolve(PROVIDED)));
  }

  private static List<String> credentials(Path unit) throws IOException {
    List<String> lines =
        Files.readAllLines(unit).stream().filter(line -> line.contains("Credential=")).toList();
    assertThat(lines).contains("SetCredential=database_url:\\n");
    return lines;
  }

  @Test
  void conffilesWhenListedAreAllOfEtc() throws Exception {
    DebPackage deb = SitePackage.of(site.spec(), Compression.XZ);
    SiteOnDisk.write(deb, folder);
    try (Stream<Path> files = Files.walk(folder.resolve("etc"))) {
      assertThat(deb.conffiles().stream().map(Object::toString))
          .containsExactlyInAnyOrderElementsOf(
              files
                  .filter(Files::isRegularFile)
                  .map(file -> "/" + folder.relativize(file))
                  .toList());
    }
  }

  private String release() throws Exception {
    Path target = Files.createTempDirectory(folder, "release");
    SiteOnDisk.write(SitePackage.of(site.spec(), Compression.XZ), target);
    String json = Files.readString(target.resolve("usr/lib/shop-site/default/site.json"));
    return json.replaceFirst("(?s).*\"release\": ", "").strip();
  }

  private Path staticFiles(String css) throws IOException {
    Path files = Files.createTempDirectory(folder, "static");
    Files.writeString(files.resolve("site.css"), css);
    return files;
  }

  private Templates templates(String text) throws IOException {
    Path files = Files.createTempDirectory(folder, "templates");
    Files.writeString(Files.createDirectory(files.resolve("shop")).resolve("welcome.html"), text);
    return Templates.in(files);
  }

  private void assertGolden(String name) throws Exception {
    Path actual = folder.resolve(name);
    SiteOnDisk.write(SitePackage.of(site.spec(), Compression.XZ), actual);
    Path expected = GOLDEN.resolve(name);
    if (Boolean.getBoolean("golden.update")) {
      replace(expected, texts(actual));
    }
    assertThat(texts(actual)).isEqualTo(texts(expected));
  }

  /** All files but the host's tool, which is the same everywhere, and what is compressed. */
  private static TreeMap<String, String> texts(Path root) throws IOException {
    TreeMap<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String name = root.relativize(file).toString();
        if (isOfThisSite(name)) {
          texts.put(name, Files.readString(file));
        }
      }
    }
    return texts;
  }

  private static boolean isOfThisSite(String name) {
    boolean isModule = name.contains("/python/") && !name.endsWith("/site_provided.py");
    return !name.contains("/sitectl/") && !isModule && !name.endsWith(".gz");
  }

  private static void replace(Path root, TreeMap<String, String> texts) throws IOException {
    if (Files.isDirectory(root)) {
      try (Stream<Path> old = Files.walk(root)) {
        for (Path file : (Iterable<Path>) old.filter(Files::isRegularFile)::iterator) {
          Files.delete(file);
        }
      }
    }
    for (var text : texts.entrySet()) {
      Path file = root.resolve(text.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, text.getValue());
    }
  }
}
