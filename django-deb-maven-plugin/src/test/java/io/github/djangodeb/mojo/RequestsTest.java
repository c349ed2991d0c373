package io.github.djangodeb.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.build.BuildRequest;
import io.github.djangodeb.build.SiteOptions;
import io.github.djangodeb.build.SiteRequest;
import io.github.djangodeb.build.WebOptions;
import io.github.djangodeb.deb.Compression;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.Suite;
import io.github.djangodeb.site.DatabaseMode;
import io.github.djangodeb.site.HealthPath;
import io.github.djangodeb.site.Hsts;
import io.github.djangodeb.site.KeptReleases;
import io.github.djangodeb.site.KeyFile;
import io.github.djangodeb.site.Limits;
import io.github.djangodeb.site.MigratePolicy;
import io.github.djangodeb.site.NginxAdditions;
import io.github.djangodeb.site.ProxyAddress;
import io.github.djangodeb.site.ServerInterface;
import io.github.djangodeb.site.ServerName;
import io.github.djangodeb.site.SettingsPart;
import io.github.djangodeb.site.Tls;
import io.github.djangodeb.site.TlsMode;
import io.github.djangodeb.site.UploadSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.maven.model.Developer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestsTest {
  @TempDir Path folder;
  private SiteMojo goal;

  @BeforeEach
  void fillAsMavenDoes() {
    goal = ShopGoal.in(folder);
  }

  @Test
  void requestWhenThePomStatesOnlyThePluginHasEveryDefault() throws BuildFailure {
    BuildRequest request = request();
    assertThat(site(request).names().unit()).isEqualTo("shop");
    assertThat(request.target().suite()).isEqualTo(Suite.TRIXIE);
    assertThat(request.target().maxAge()).isEqualTo(Duration.ofDays(7));
    assertThat(request.origin().folder()).isEqualTo(folder);
    assertThat(request.origin().repository()).isEmpty();
    assertThat(site(request).options().migrate()).isEqualTo(MigratePolicy.OFF);
    assertThat(site(request).options().web().tls().tls()).isEqualTo(Tls.OFF);
    assertThat(site(request).options().services().database()).isEmpty();
    assertThat(site(request).options().limits()).isEqualTo(Limits.DEFAULT);
    assertThat(site(request).options().provided()).containsExactly(SettingsPart.values());
    assertThat(request.packaging().compression()).isEqualTo(Compression.ZSTD);
    assertThat(request.packaging().maintainer()).isEqualTo("shop <shop@shops.example.org>");
  }

  @Test
  void requestWhenMadeTwiceIsTheSame() throws BuildFailure {
    assertThat(request()).isEqualTo(request()).hasToString(request().toString());
  }

  @Test
  void requestWhenThePomHasAnOutputTimestampFilesHaveThatTime() throws BuildFailure {
    assertThat(request().packaging().outputTimestamp()).isEmpty();
    goal.outputTimestamp = "2020-02-02T03:02:02+01:00";
    assertThat(request().packaging().outputTimestamp())
        .contains(Instant.parse("2020-02-02T02:02:02Z"));
  }

  @Test
  void requestWhenTheOutputTimestampIsNoTimeSaysHowToWriteOne() {
    goal.outputTimestamp = "yesterday";
    assertThatThrownBy(this::request)
        .hasMessage(
            "<outputTimestamp>: \"yesterday\" is no time since 1970: write it as"
                + " 2026-11-23T10:15:00Z, or as seconds since 1970");
  }

  @Test
  void requestWhenTheChrootIsToBeRefreshedSaysSo() throws BuildFailure {
    assertThat(request().target().refresh()).isFalse();
    goal.refresh = true;
    goal.chrootMaxAge = 0;
    assertThat(request().target().refresh()).isTrue();
    assertThat(request().target().maxAge()).isEqualTo(Duration.ZERO);
  }

  @Test
  void requestWhenThePomNamesADeveloperTheyAnswerForThePackages() throws BuildFailure {
    Developer developer = new Developer();
    developer.setName("Ada Shop");
    developer.setEmail("ada@example.org");
    goal.project.getModel().setDevelopers(List.of(developer));
    assertThat(request().packaging().maintainer()).isEqualTo("Ada Shop <ada@example.org>");
  }

  @Test
  void requestWhenTheTargetIsNoneOfDebiansSaysSo() throws BuildFailure {
    goal.architecture = "nonsense";
    goal.mirrors = List.of("deb http://debian.example.org/debian bookworm main");
    assertThatThrownBy(this::request)
        .hasMessage(
            "2 faults in the configuration:\n"
                + " - <architecture>: \"nonsense\" is no Debian architecture: use one such as"
                + " \"amd64\" or \"arm64\"\n"
                + " - <mirrors>: \"deb http://debian.example.org/debian bookworm main\" is of"
                + " \"bookworm\", and packages are built for \"trixie\" (<suite>): name trixie in"
                + " it, or write <suite>bookworm</suite>");
    goal.architecture = "riscv64";
    goal.suite = "bookworm";
    assertThat(request().target().architecture()).hasToString("riscv64");
  }

  @Test
  void requestWhenFilesLieBesideThePomNoCommitIsExpectedToHaveThem() throws Exception {
    Path pem = Files.writeString(folder.resolve("ca.pem"), "");
    Path nginx = Files.writeString(folder.resolve("nginx.conf"), "");
    Path theme = Files.createDirectory(folder.resolve("theme"));
    Files.writeString(folder.resolve("client.pem"), "");
    goal.caCertificates = List.of("ca.pem");
    goal.clientCertificate = "client.pem";
    goal.findLinks =
        List.of("wheels", theme.toUri().toString(), "https://example.org/wheels/", "..");
    Variant variant = new Variant();
    variant.name = "berlin";
    variant.templates = "theme";
    variant.nginxAdditions = "nginx.conf";
    goal.variants = List.of(variant);
    assertThat(request().origin().aside())
        .containsExactlyInAnyOrder(
            pem, folder.resolve("client.pem"), folder.resolve("wheels"), theme, theme, nginx);
  }

  @Test
  void requestWhenPartsOfTheSettingsAreKeptTheHostProvidesTheOthers() throws BuildFailure {
    goal.keepSettings = List.of("debug", "databases");
    assertThat(site(request()).options().provided())
        .doesNotContain(SettingsPart.DEBUG, SettingsPart.DATABASES)
        .hasSize(SettingsPart.values().length - 2);
  }

  @Test
  void requestWhenSeveralParametersAreWrongTellsAllOfThem() {
    goal.variant = "Berlin";
    goal.serverNames = List.of("www.example.org", "$(id)");
    goal.healthPath = "health";
    goal.chrootMaxAge = -1;
    goal.envRevision = 0;
    assertThatThrownBy(this::request)
        .isInstanceOfSatisfying(
            BuildFailure.class, failure -> assertThat(failure.isUsers()).isTrue())
        .hasMessageStartingWith("5 faults in the configuration:\n - <variant>: \"Berlin\"")
        .hasMessageContaining("<chrootMaxAge>: \"-1\" is no number of days.")
        .hasMessageContaining("<serverNames>: \"$(id)\" is no server name")
        .hasMessageContaining("<healthPath>: \"health\" is no path of a page")
        .hasMessageContaining("<envRevision>: \"0\" is no revision: use 1 or more.");
  }

  @Test
  void requestWhenTheArtifactIdIsNoNameSaysThatItIsOne() {
    goal.project.getModel().setArtifactId("Mein_Portal");
    goal.name = "Mein_Portal";
    assertThatThrownBy(this::request)
        .hasMessageContaining("<name>: \"Mein_Portal\" is no name: use lower case letters,")
        .hasMessageContaining("(it is the <artifactId>, unless the pom has a <name> for it)");
    goal.name = "Tiny_Shop";
    assertThatThrownBy(this::request)
        .hasMessageContaining("<name>: \"Tiny_Shop\" is no name")
        .hasMessageNotContaining("artifactId");
  }

  @Test
  void requestWhenParametersOfRequirementsAreWrongTellsAllOfThem() throws IOException {
    goal.unpinned = "forbid";
    goal.extras = List.of("a b");
    goal.wheelhouse = "wheels";
    goal.indexServerId = "nexus";
    goal.extraIndexUrls = List.of("https://host/simple");
    assertThatThrownBy(this::request)
        .hasMessageStartingWith("5 faults in the configuration:")
        .hasMessageContaining("<unpinned>: \"forbid\" is none of warn, fail, ignore")
        .hasMessageContaining("<extras>: \"a b\" is no name of a Python project")
        .hasMessageContaining(
            "<wheelhouse> is there, of which alone a virtualenv is built, and so is <indexUrl>,"
                + " <extraIndexUrls> or <findLinks>: leave one of them out.")
        .hasMessageContaining("<wheelhouse>: \"wheels\" is no folder: make it")
        .hasMessageContaining(
            "<indexServerId> is there, and no <indexUrl> that it opens: add that, or leave it out.");
  }

  @Test
  void requestWhenParametersOfHttpsAreWrongTellsAllOfThem() {
    goal.tls = "on";
    goal.tlsCertificate = "/etc/ssl/$x.pem";
    goal.tlsKey = "shop.key";
    goal.trustedProxies = List.of("10.0.0.0/8", "0.0.0.0/0");
    goal.hstsSeconds = -1;
    goal.uploadSize = "100m; deny all";
    assertThatThrownBy(this::request)
        .hasMessageStartingWith("6 faults in the configuration:")
        .hasMessageContaining(
            "<tls>: \"on\" is no way to HTTPS: use one of off, proxy, files, acme")
        .hasMessageContaining("<tlsCertificate>: \"/etc/ssl/$x.pem\" is no path on the host")
        .hasMessageContaining("<tlsKey>: \"shop.key\" is no path on the host")
        .hasMessageContaining("<trustedProxies>: \"0.0.0.0/0\" is neither an address")
        .hasMessageContaining("<hstsSeconds>: \"-1\" is no number of seconds")
        .hasMessageContaining("<uploadSize>: \"100m; deny all\" is no size");
  }

  @Test
  void requestWhenLimitsAreWrongTellsAllOfThem() {
    goal.memoryMax = "2 GB";
    goal.memoryHigh = "1G\nMemoryMax=infinity";
    goal.cpuQuota = "half";
    goal.tasksMax = "5";
    assertThatThrownBy(this::request)
        .hasMessageStartingWith("4 faults in the configuration:")
        .hasMessageContaining("<memoryMax>: \"2 GB\" is no amount of memory")
        .hasMessageContaining("<memoryHigh>: \"1G\nMemoryMax=infinity\" is no amount of memory")
        .hasMessageContaining("<cpuQuota>: \"half\" is no share of processors")
        .hasMessageContaining("<tasksMax>: \"5\" is no number of processes");
  }

  @Test
  void requestWhenAVariantHasLimitsTheyHoldOverThoseOfAll() throws BuildFailure {
    goal.memoryMax = "2G";
    goal.memoryHigh = "1536M";
    goal.tasksMax = "512";
    Variant berlin = variant("berlin");
    berlin.memoryMax = "infinity";
    berlin.cpuQuota = "50%";
    goal.variants = List.of(berlin, variant("paris"));
    assertThat(request().sites().get(0).options().limits())
        .isEqualTo(new Limits("infinity", Optional.of("1536M"), "50%", "512"));
    assertThat(request().sites().get(1).options().limits())
        .isEqualTo(new Limits("2G", Optional.of("1536M"), "infinity", "512"));
  }

  @Test
  void requestWhenAVariantKeepsMoreReleasesTheOthersKeepThoseOfAll() throws BuildFailure {
    assertThat(site(request()).options().keepReleases()).isEqualTo(KeptReleases.DEFAULT);
    goal.keepReleases = "1";
    Variant berlin = variant("berlin");
    berlin.keepReleases = "5";
    goal.variants = List.of(berlin, variant("paris"));
    assertThat(request().sites().stream().map(site -> site.options().keepReleases().number()))
        .containsExactly(5, 1);
  }

  @Test
  void requestWhenNoReleaseIsKeptRefuses() {
    goal.keepReleases = "0";
    assertThatThrownBy(this::request)
        .hasMessageContaining(
            "<keepReleases>: \"0\" is no number of releases: use one from 1, the release that"
                + " serves, to 99");
  }

  @Test
  void requestWhenServerIsNoneOfThoseThatAreRefuses() {
    goal.server = "gunicorn --reload";
    assertThatThrownBy(this::request)
        .hasMessageContaining(
            "<server>: \"gunicorn --reload\" is no kind of server: use one of wsgi, asgi");
  }

  @Test
  void requestWhenNobodyIsTrustedToEndHttpsRefuses() {
    goal.tls = "proxy";
    assertThatThrownBy(this::request)
        .hasMessageContaining("<tls>: \"proxy\" needs the addresses of the machines");
  }

  @Test
  void requestWhenAllVariantsTrustOthersEachMayNameThem() throws BuildFailure {
    goal.tls = "proxy";
    goal.hstsPreload = true;
    goal.uploadSize = "2g";
    goal.server = "wsgi";
    Variant berlin = variant("berlin");
    berlin.trustedProxies = List.of("10.0.0.5");
    berlin.hstsIncludeSubDomains = true;
    berlin.hstsSeconds = 40_000_000;
    Variant paris = variant("paris");
    paris.tls = "files";
    paris.tlsCertificate = "/etc/ssl/certs/wild.pem";
    paris.tlsKey = "/etc/ssl/private/wild.key";
    paris.hstsPreload = false;
    paris.uploadSize = "500k";
    paris.server = "auto";
    goal.variants = List.of(berlin, paris);
    WebOptions first = request().sites().get(0).options().web();
    assertThat(first.tls().tls())
        .isEqualTo(
            new Tls(
                TlsMode.PROXY,
                Optional.empty(),
                Optional.empty(),
                List.of(new ProxyAddress("10.0.0.5")),
                new Hsts(OptionalInt.of(40_000_000), true, true)));
    assertThat(first.uploadSize()).isEqualTo(new UploadSize("2g"));
    assertThat(first.server()).contains(ServerInterface.WSGI);
    WebOptions second = request().sites().get(1).options().web();
    assertThat(second.tls().tls())
        .isEqualTo(
            new Tls(
                TlsMode.FILES,
                Optional.of(new KeyFile("/etc/ssl/certs/wild.pem")),
                Optional.of(new KeyFile("/etc/ssl/private/wild.key")),
                List.of(),
                Hsts.DEFAULT));
    assertThat(second.uploadSize()).isEqualTo(new UploadSize("500k"));
    assertThat(second.server()).isEmpty();
  }

  @Test
  void requestWhenHttpsOfAVariantDoesNotGoTogetherSaysOfWhich() {
    goal.tls = "proxy";
    Variant berlin = variant("berlin");
    berlin.trustedProxies = List.of("10.0.0.5");
    berlin.hstsPreload = true;
    goal.variants = List.of(berlin, variant("paris"));
    assertThatThrownBy(this::request)
        .hasMessageStartingWith("2 faults in the configuration:")
        .hasMessageContaining("<variant> \"berlin\", <hstsSeconds>: browsers take only sites")
        .hasMessageContaining("<variant> \"paris\", <tls>: \"proxy\" needs the addresses");
  }

  @Test
  void requestWhenTheNameIsOneOfDebiansOwnRefuses() {
    goal.name = "postgres";
    assertThatThrownBy(this::request).hasMessageContaining("choose another <name>");
  }

  /** As with -Ddjango-deb.suite=$SUITE where nobody has set SUITE. */
  @Test
  void requestWhenAParameterIsBlankSaysWhich() {
    goal.suite = "";
    goal.migrate = " ";
    assertThatThrownBy(this::request)
        .hasMessageContaining("<suite> or -Ddjango-deb.suite is empty")
        .hasMessageContaining("<migrate> or -Ddjango-deb.migrate is empty");
  }

  @Test
  void requestWhenTheMaintainerIsNoneOfPolicysSaysSo() {
    goal.maintainer = "Shop team";
    assertThatThrownBy(this::request).hasMessageContaining("<maintainer>: \"Shop team\"");
  }

  @Test
  void requestWhenThereAreVariantsEachHasWhatItSaysAndElseWhatTheGoalSays() throws Exception {
    Files.createDirectories(folder.resolve("berlin/templates"));
    Files.writeString(folder.resolve("nginx.conf"), "expires 1d;\n");
    goal.settings = "shop.settings";
    goal.healthPath = "/health/";
    goal.database = "sqlite";
    goal.keepSettings = List.of("debug");
    goal.nginxAdditions = "nginx.conf";
    Variant berlin = variant("berlin");
    berlin.serverNames = List.of("berlin.example.org");
    berlin.settings = "shop.berlin";
    berlin.database = "auto";
    berlin.keepSettings = List.of();
    berlin.templates = "berlin/templates";
    Variant paris = variant("paris");
    paris.migrate = "check";
    goal.variants = List.of(berlin, paris);
    BuildRequest request = request();
    assertThat(request.allSites()).isTrue();
    assertThat(request.sites())
        .extracting(site -> site.names().sitePackage())
        .containsExactly("shop-site-berlin", "shop-site-paris");
    SiteOptions first = request.sites().get(0).options();
    assertThat(first.settings()).contains("shop.berlin");
    assertThat(first.web().serverNames()).containsExactly(new ServerName("berlin.example.org"));
    assertThat(first.web().healthPath()).contains(new HealthPath("/health/"));
    assertThat(first.services().database()).isEmpty();
    assertThat(first.provided()).contains(SettingsPart.DEBUG);
    assertThat(first.additions().templates()).isPresent();
    assertThat(first.additions().nginx()).contains(new NginxAdditions("expires 1d;\n"));
    SiteOptions second = request.sites().get(1).options();
    assertThat(second.settings()).contains("shop.settings");
    assertThat(second.web().serverNames()).isEmpty();
    assertThat(second.migrate()).isEqualTo(MigratePolicy.CHECK);
    assertThat(second.services().database()).contains(DatabaseMode.SQLITE);
    assertThat(second.provided()).doesNotContain(SettingsPart.DEBUG);
    assertThat(second.additions().templates()).isEmpty();
  }

  @Test
  void requestWhenVariantsAreWrongTellsAllFaultsEachWithItsVariant() {
    goal.healthPath = "health";
    Variant berlin = variant("berlin");
    berlin.migrate = "yes";
    berlin.serverNames = List.of("www.example.org");
    berlin.templates = "berlin/templates";
    Variant paris = variant("paris");
    paris.serverNames = List.of("WWW.example.org", "_");
    paris.settings = "shop/settings.py";
    paris.nginxAdditions = "paris.conf";
    goal.variants = List.of(berlin, paris, variant("Rome"), variant("berlin"), variant(null));
    assertThatThrownBy(this::request)
        .hasMessage(
            "10 faults in the configuration:\n"
                + " - <healthPath>: \"health\" is no path of a page: write it from the first slash"
                + " on, such as \"/health/\", with % for other than ASCII characters\n"
                + " - <variant> \"berlin\", <migrate>: \"yes\" is no policy for migrations: use one"
                + " of off, check, auto\n"
                + " - <variant> \"berlin\", <templates>: \""
                + folder.resolve("berlin/templates")
                + "\" is no folder: name one of templates, relative to the pom's\n"
                + " - <variant> \"paris\", <settings>: \"shop/settings.py\" is no dotted module"
                + " name: use one such as \"shop.settings\"\n"
                + " - <variant> \"paris\", <serverNames>: \"_\" is no server name: write a host"
                + " name such as \"www.example.org\", or \"*.example.org\", without a scheme, a"
                + " port or a path\n"
                + " - <variant> \"paris\", <nginxAdditions>: \""
                + folder.resolve("paris.conf")
                + "\" is no file: name one of nginx directives, relative to the pom's folder\n"
                + " - <variant> \"Rome\", <name>: \"Rome\" is no name: use lower case letters,"
                + " digits and inner hyphens, beginning with a letter, such as \"my-shop\"\n"
                + " - <variants>: there are several of the name \"berlin\": give each <variant> a"
                + " <name> of its own.\n"
                + " - <variants>: a <variant> has no <name>: give each one of its own.\n"
                + " - <variant> \"paris\", <serverNames>: \"www.example.org\" is a name of the"
                + " variant \"berlin\" too, and only one of them would have the visitors: give each"
                + " its own.");
  }

  @Test
  void requestWhenVariantAndVariantsAreBothThereRefuses() {
    goal.variant = "rome";
    goal.variants = List.of(variant("berlin"));
    assertThatThrownBy(this::request)
        .hasMessage(
            "<variant> \"rome\" and <variants> are both there: leave <variant> out, which is for a"
                + " pom with one site.");
  }

  @Test
  void requestWhenAVariantsNamesAreTakenRefuses() {
    goal.name = "www";
    goal.variants = List.of(variant("data"), variant("env"), variant("on-site"));
    assertThatThrownBy(this::request)
        .hasMessageStartingWith("3 faults in the configuration:")
        .hasMessageContaining("<variant> \"data\", <name>: \"www-data\" is a user, group,")
        .hasMessageContaining(
            "<variant> \"env\", <name>: \"env\" is no name of a variant, as Maven")
        .hasMessageContaining("<variant> \"on-site\", <name>: \"on-site\" is no name of a variant");
  }

  /** -Ddjango-deb.settings= says nothing, as always; <serverNames/> says that there are none. */
  @Test
  void requestWhenAVariantsListIsEmptyTheGoalsDoesNotCount() throws BuildFailure {
    goal.serverNames = List.of("www.example.org");
    Variant berlin = variant("berlin");
    berlin.settings = "";
    berlin.serverNames = List.of();
    goal.variants = List.of(berlin);
    assertThat(site(request()).options().settings()).isEmpty();
    assertThat(site(request()).options().web().serverNames()).isEmpty();
  }

  private static Variant variant(String name) {
    Variant variant = new Variant();
    variant.name = name;
    return variant;
  }

  private static SiteRequest site(BuildRequest request) {
    assertThat(request.sites()).hasSize(1);
    return request.sites().get(0);
  }

  private BuildRequest request() throws BuildFailure {
    return new Requests(goal).request();
  }

  @Test
  void requestWhenFaultsAreOfSeveralKindsTellsAllOfThem() {
    goal.session.getUserProperties().setProperty("django-deb.allowdirty", "true");
    goal.revision = "a\nb";
    goal.engine = "docker";
    goal.suite = "buster";
    assertThatThrownBy(this::request)
        .hasMessageStartingWith("4 faults in the configuration:\n - -Ddjango-deb.allowdirty is no")
        .hasMessageContaining("\n - <revision>: \"a?b\" has a line break")
        .hasMessageContaining("\n - <suite>: \"buster\" is no Debian release")
        .hasMessageEndingWith(
            "\n - <engine>: \"docker\" is no engine: use one of auto, unshare, schroot, host");
  }

  @Test
  void requestWhenAnAddressHoldsALoginRefusesItWithoutAWordOfIt() {
    goal.indexUrl = "https://ada:geheim@host/simple";
    goal.extraIndexUrls = List.of("https://host/simple", "https://geheim@host:8443/simple");
    goal.findLinks = List.of("https://ada:ge/heim@host/wheels", "wheels@2", "https://host/a@b/");
    goal.repository = "https://ada:geheim@git.example.org/shop.git";
    String put = " the address holds a login: put that into settings.xml as a <server>, and ";
    assertThatThrownBy(this::request)
        .hasMessage(
            "4 faults in the configuration:\n"
                + (" - <repository>:" + put + "give it the address's host as its id.\n")
                + (" - <indexUrl>:" + put + "name its id in <indexServerId>.\n")
                + (" - <extraIndexUrls>:" + put + "give it the address's host as its id.\n")
                + (" - <findLinks>:" + put + "give it the address's host as its id."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "git@git.example.org:shop.git",
        "ssh://git@git.example.org/shop.git",
        "https://ada@git.example.org/shop.git",
        "https://git.example.org:8443/a@b:c/shop.git",
        "../shop@2",
      })
  void requestWhenARepositoryHasAUserAloneTakesIt(String address) throws BuildFailure {
    goal.repository = address;
    assertThat(request().origin().repository()).contains(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ssh://ada:geheim@git.example.org/shop.git",
        "HTTPS://ada:ge/heim@git.example.org/shop.git",
        "https://ada:ge heim@git.example.org/shop.git",
      })
  void requestWhenARepositoryHasAPasswordRefusesIt(String address) {
    goal.repository = address;
    assertThatThrownBy(this::request)
        .hasMessageContaining("<repository>: the address holds a login: put that into")
        .hasMessageNotContaining("heim");
  }

  @Test
  void requestWhenAFileOfAuthoritiesIsMissingNamesItsParameter() throws IOException {
    Files.writeString(folder.resolve("there.pem"), "");
    goal.caCertificates = List.of("there.pem", "gone.pem");
    goal.clientCertificate = "lost.pem";
    assertThatThrownBy(this::request)
        .hasMessageStartingWith("2 faults in the configuration:")
        .hasMessageContaining(
            "<clientCertificate>: \"lost.pem\" is no file that can be read: correct its path, which"
                + " is relative to the pom's, or its rights.")
        .hasMessageContaining(
            "<caCertificates>: \"gone.pem\" is no file that can be read: correct its path, which is"
                + " relative to the pom's, or its rights.")
        .hasMessageNotContaining("there.pem");
  }
}
