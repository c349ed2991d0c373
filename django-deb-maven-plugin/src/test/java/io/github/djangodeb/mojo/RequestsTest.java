package io.github.djangodeb.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.build.BuildRequest;
import io.github.djangodeb.deb.Compression;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.Suite;
import io.github.djangodeb.site.MigratePolicy;
import io.github.djangodeb.site.SettingsPart;
import io.github.djangodeb.site.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.maven.model.Build;
import org.apache.maven.model.Developer;
import org.apache.maven.model.Model;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestsTest {
  @TempDir Path folder;
  private final SiteMojo goal = new SiteMojo();

  @BeforeEach
  void fillAsMavenDoes() {
    Model model = new Model();
    model.setGroupId("org.example.shops");
    model.setArtifactId("shop");
    model.setVersion("1.2-SNAPSHOT");
    model.setBuild(new Build());
    model.getBuild().setDirectory(folder.resolve("target").toString());
    goal.project = new MavenProject(model);
    goal.project.setFile(folder.resolve("pom.xml").toFile());
    goal.name = "shop";
    goal.suite = "trixie";
    goal.engine = "auto";
    goal.migrate = "off";
    goal.tls = "off";
    goal.uploadSize = "100m";
    goal.server = "auto";
    goal.database = "auto";
    goal.compression = "zstd";
    goal.chrootMaxAge = 7;
    goal.envRevision = 1;
  }

  @Test
  void requestWhenThePomStatesOnlyThePluginHasEveryDefault() throws BuildFailure {
    BuildRequest request = request();
    assertThat(request.names().unit()).isEqualTo("shop");
    assertThat(request.target().suite()).isEqualTo(Suite.TRIXIE);
    assertThat(request.target().maxAge()).isEqualTo(Duration.ofDays(7));
    assertThat(request.origin().folder()).isEqualTo(folder);
    assertThat(request.origin().repository()).isEmpty();
    assertThat(request.site().migrate()).isEqualTo(MigratePolicy.OFF);
    assertThat(request.site().web().tls()).isEqualTo(Tls.OFF);
    assertThat(request.site().services().database()).isEmpty();
    assertThat(request.site().provided()).containsExactly(SettingsPart.values());
    assertThat(request.packaging().compression()).isEqualTo(Compression.ZSTD);
    assertThat(request.packaging().maintainer()).isEqualTo("shop <shop@shops.example.org>");
  }

  @Test
  void requestWhenMadeTwiceIsTheSame() throws BuildFailure {
    assertThat(request()).isEqualTo(request()).hasToString(request().toString());
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
  void requestWhenPartsOfTheSettingsAreKeptTheHostProvidesTheOthers() throws BuildFailure {
    goal.keepSettings = List.of("debug", "databases");
    assertThat(request().site().provided())
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

  private BuildRequest request() throws BuildFailure {
    return new Requests(goal).request();
  }
}
