package io.github.djangodeb.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.login.Login;
import io.github.djangodeb.login.Logins;
import io.github.djangodeb.name.ContentHash;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipSettingsTest {
  @TempDir Path folder;

  private PipAccess resolve(PipSettings settings) throws BuildFailure {
    return PipAccessResolver.resolve(settings, folder);
  }

  private PipAccess resolve(Map<String, String> environment) throws BuildFailure {
    return resolve(PipSettings.ofEnvironment(environment));
  }

  @Test
  void resolveWhenEnvironmentSetsPipTakesOnlyWhatIsMeant() throws Exception {
    Map<String, String> environment =
        Map.of(
            "PIP_INDEX_URL", "https://host/simple",
            "PIP_EXTRA_INDEX_URL", " https://a/simple  https://b/simple ",
            "PIP_NO_INDEX", "false",
            "PIP_PRE", "yes",
            "PIP_CONFIG_FILE", "/etc/pip.conf",
            "PIP_TARGET", "/tmp/x",
            "https_proxy", "http://proxy:3128",
            "LANG", "C");
    PipAccess access = resolve(environment);
    assertThat(access.variables())
        .containsOnly(
            Map.entry("PIP_INDEX_URL", "https://host/simple"),
            Map.entry("PIP_EXTRA_INDEX_URL", "https://a/simple https://b/simple"),
            Map.entry("PIP_PRE", "1"),
            Map.entry("https_proxy", "http://proxy:3128"));
    assertThat(access.choices()).containsExactly("--pre");
    assertThat(access.binds()).isEmpty();
  }

  @Test
  void withWhenPomSetsWhatTheEnvironmentSetsThePomWins() throws Exception {
    PipSettings settings =
        PipSettings.ofEnvironment(Map.of("PIP_NO_INDEX", "1", "PIP_INDEX_URL", "https://a/"))
            .with(PipOption.NO_INDEX, false)
            .with(PipOption.INDEX_URL, List.of("https://b/"))
            .with(PipOption.FIND_LINKS, List.of());
    assertThat(resolve(settings).variables())
        .containsOnly(Map.entry("PIP_INDEX_URL", "https://b/"));
  }

  @Test
  void resolveWhenFolderIsLocalBindsItReadOnlyUnderANameOfItsOwn() throws Exception {
    Path wheels = Files.createDirectory(folder.resolve("my wheels")).toRealPath();
    Path simple = Files.createDirectories(folder.resolve("index/simple")).toRealPath();
    PipAccess access =
        resolve(
            PipSettings.NONE
                .with(PipOption.FIND_LINKS, List.of("my wheels", "https://host/links"))
                .with(PipOption.INDEX_URL, List.of(simple.toUri().toString())));
    String wheelsAt = "/build/places/" + ContentHash.ofText(wheels.toString());
    String indexAt = "/build/places/" + ContentHash.ofText(simple.getParent().toString());
    assertThat(access.variables())
        .containsEntry("PIP_FIND_LINKS", wheelsAt + " https://host/links")
        .containsEntry("PIP_INDEX_URL", "file://" + indexAt + "/simple");
    assertThat(access.binds())
        .allMatch(bind -> !bind.writable())
        .extracting(bind -> bind.host() + " " + bind.at())
        .containsExactlyInAnyOrder(wheels + " " + wheelsAt, simple.getParent() + " " + indexAt);
  }

  @Test
  void resolveWhenFoldersAreMissingTellsAllAndWhoSetThem() {
    PipSettings settings =
        PipSettings.ofEnvironment(Map.of("PIP_CERT", "/no/such/cert"))
            .with(PipOption.FIND_LINKS, List.of("wheels"));
    assertThatThrownBy(() -> resolve(settings))
        .isInstanceOf(BuildFailure.class)
        .hasMessage(
            "2 faults in the configuration:\n"
                + " - <findLinks>: \"wheels\" is neither a file nor a folder of this machine: make"
                + " it, or correct <findLinks>\n"
                + " - PIP_CERT: \"/no/such/cert\" is neither a file nor a folder of this machine:"
                + " make it, or correct PIP_CERT");
  }

  @Test
  void resolveWhenConstraintsAreGivenTakesTheirLines() throws Exception {
    Files.writeString(folder.resolve("c.txt"), "# old\nDjango < 5\n-c d.txt\n");
    Files.writeString(folder.resolve("d.txt"), "celery<6\n");
    PipAccess access = resolve(PipSettings.NONE.with(PipOption.CONSTRAINT, List.of("c.txt")));
    assertThat(access.constraints()).containsExactly("celery<6", "django<5");
    assertThatThrownBy(() -> resolve(Map.of("PIP_CONSTRAINT", "https://me:secret@host/c.txt")))
        .hasMessage(
            "PIP_CONSTRAINT: \"https://****@host/c.txt\" is an address, where constraints change"
                + " unseen: download it, and name the file");
  }

  @Test
  void toStringWhenThereAreLoginsDoesNotTellThem() {
    PipSettings settings =
        PipSettings.NONE
            .with(PipOption.EXTRA_INDEX_URL, List.of("https://me:p4ss@a/simple"))
            .withProxy("http://me:p5ss@proxy:3128", "localhost")
            .withLogins(
                new Logins(Map.of("a", new Login("me", "p6ss")), Map.of()), Optional.empty());
    assertThat(settings.toString())
        .contains("https://****@a/simple", "http://****@proxy:3128")
        .doesNotContain("p4ss", "p5ss", "p6ss");
  }

  @Test
  void resolveWhenProxyWantsALoginKeepsItOutOfTheVariables() throws Exception {
    PipAccess access =
        resolve(PipSettings.NONE.withProxy("http://me:p5ss@proxy:3128", ".example.org"));
    assertThat(access.variables()).containsOnly(Map.entry("no_proxy", ".example.org"));
    assertThat(access.relays())
        .containsOnly(
            Map.entry("http_proxy", "http://me:p5ss@proxy:3128"),
            Map.entry("https_proxy", "http://me:p5ss@proxy:3128"));
  }

  @Test
  void withProxyWhenTheEnvironmentHasOneLeavesThat() throws Exception {
    PipSettings settings =
        PipSettings.ofEnvironment(Map.of("https_proxy", "http://near:1")).withProxy("http://x", "");
    assertThat(resolve(settings).variables())
        .containsOnly(Map.entry("https_proxy", "http://near:1"));
  }

  @Test
  void withWheelhouseWhenTheEnvironmentNamesIndexesAsksNone() throws Exception {
    Path wheels = Files.createDirectory(folder.resolve("wheels")).toRealPath();
    PipSettings settings =
        PipSettings.ofEnvironment(
                Map.of("PIP_INDEX_URL", "https://a/", "PIP_FIND_LINKS", "https://b/"))
            .withWheelhouse(wheels);
    PipAccess access = resolve(settings);
    String at = "/build/places/" + ContentHash.ofText(wheels.toString());
    assertThat(access.variables())
        .containsOnly(Map.entry("PIP_FIND_LINKS", at), Map.entry("PIP_NO_INDEX", "1"));
    assertThat(access.binds()).singleElement().matches(bind -> !bind.writable());
  }

  @Test
  void resolveWhenCertificatesAreNoneTellsAll() throws Exception {
    Files.writeString(
        folder.resolve("ca.pem"),
        "-----BEGIN CERTIFICATE-----\nMIIB\n" + "-----END CERTIFICATE-----\n");
    Files.writeString(folder.resolve("empty.pem"), "");
    Files.writeString(folder.resolve("open.pem"), "-----BEGIN CERTIFICATE-----\n");
    Files.writeString(
        folder.resolve("locked.pem"),
        "-----BEGIN CERTIFICATE-----\n-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
    PipSettings settings =
        PipSettings.NONE.withAuthorities(List.of(Path.of("ca.pem"), Path.of("empty.pem")));
    assertThatThrownBy(() -> resolve(settings))
        .hasMessageStartingWith("2 faults in the configuration:")
        .hasMessageContaining(
            "<caCertificates>: \"ca.pem\" is no file with certificates in the PEM format (")
        .hasMessageContaining(
            "<caCertificates>: \"empty.pem\" is no file with certificates in the PEM format (there"
                + " is none in it): name one that begins with -----BEGIN CERTIFICATE-----");
    assertThatThrownBy(
            () -> resolve(PipSettings.NONE.with(PipOption.CLIENT_CERT, List.of("open.pem"))))
        .hasMessage(
            "<clientCertificate>: \"open.pem\" has no certificate and private key in the PEM"
                + " format: put both into that file");
    assertThatThrownBy(
            () -> resolve(PipSettings.NONE.with(PipOption.CLIENT_CERT, List.of("locked.pem"))))
        .hasMessage(
            "<clientCertificate>: the private key in \"locked.pem\" wants a passphrase, which"
                + " nobody can type here: store it without (openssl pkey), readable by you alone");
    assertThatThrownBy(
            () -> resolve(PipSettings.ofEnvironment(Map.of("PIP_CLIENT_CERT", "gone.pem"))))
        .hasMessage(
            "PIP_CLIENT_CERT: \"gone.pem\" is neither a file nor a folder of this machine: make it,"
                + " or correct PIP_CLIENT_CERT");
  }
}
