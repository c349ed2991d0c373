package io.github.djangodeb.chroot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djangodeb.name.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostSourcesTest {
  private static final String SIGNED =
      "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ";

  private final List<String> said = new ArrayList<>();

  @TempDir Path root;

  @BeforeEach
  void installKeyring() throws IOException {
    Path keyrings = Files.createDirectories(root.resolve("usr/share/keyrings"));
    Files.createFile(keyrings.resolve("debian-archive-keyring.gpg"));
  }

  private void target(String release, String uri, String component, String... more) {
    said.addAll(
        List.of(
            "Created-By: Packages",
            "Target-Of: deb",
            "Release: " + release,
            "Repo-URI: " + uri,
            "Component: " + component));
    said.addAll(List.of(more));
    said.add("");
  }

  private List<String> lines(Suite suite) {
    return new HostSources(IndexTarget.parse(said), root).lines(suite);
  }

  @Test
  void linesWhenHostIsOfAnotherReleaseNameTheSuite() {
    target("bookworm", "http://mirror.example/debian/", "main", "Origin: Debian");
    target("bookworm", "http://mirror.example/debian/", "contrib", "Origin: Debian");
    target("bookworm-updates", "http://mirror.example/debian/", "main", "Origin: Debian");
    target("bookworm-backports", "http://mirror.example/debian/", "main", "Origin: Debian");
    target("bookworm-security", "http://safe.example/", "main", "Origin: Debian");
    assertThat(lines(Suite.TRIXIE))
        .containsExactly(
            SIGNED + "http://mirror.example/debian/ trixie main contrib",
            SIGNED + "http://mirror.example/debian/ trixie-updates main",
            SIGNED + "http://safe.example/ trixie-security main");
  }

  @Test
  void linesWhenHostKnowsTheSuiteItselfPreferItsArchive() {
    target("bookworm", "http://one.example/", "main", "Origin: Debian");
    target("trixie", "http://two.example/", "main", "Origin: Debian");
    assertThat(lines(Suite.TRIXIE)).containsExactly(SIGNED + "http://two.example/ trixie main");
  }

  @Test
  void linesWhenHostSaysStableNameTheSuite() {
    target("stable", "http://one.example/", "main");
    target("stable-security", "http://two.example/", "main");
    assertThat(lines(Suite.BOOKWORM))
        .containsExactly(
            SIGNED + "http://one.example/ bookworm main",
            SIGNED + "http://two.example/ bookworm-security main");
  }

  @Test
  void linesWhenArchivesAreOfOthersAreNone() {
    target("trixie", "http://one.example/", "main", "Origin: Someone");
    target("nodistro", "http://two.example/", "main");
    target("trixie-security", "http://three.example/", "main", "Origin: Debian");
    assertThat(lines(Suite.TRIXIE)).isEmpty();
  }

  @Test
  void linesWhenThereIsNoKeyringLeaveItToApt() throws IOException {
    Files.delete(root.resolve("usr/share/keyrings/debian-archive-keyring.gpg"));
    target("trixie", "http://one.example/", "main", "Origin: Debian");
    assertThat(lines(Suite.TRIXIE)).containsExactly("deb http://one.example/ trixie main");
  }

  @Test
  void settingsWhenHostHasProxyAndCertificateKeepThem() {
    AptSettings settings =
        AptSettings.parse(
            List.of(
                "Acquire \"\";",
                "Acquire::cdrom \"\";",
                "Acquire::http::Proxy \"http://proxy.example:3128\";",
                "Acquire::https::Verify-Peer \"\";",
                "Acquire::https::mirror.example::CaInfo \"/etc/ssl/ours.pem\";",
                "Acquire::Check-Valid-Until \"false\";",
                "Acquire::GzipIndexes \"true\";",
                "Acquire::Languages:: \"de\";"));
    assertThat(settings.text())
        .endsWith(
            """
            Acquire::http::Proxy "http://proxy.example:3128";
            Acquire::https::mirror.example::CaInfo "/etc/ssl/ours.pem";
            Acquire::Check-Valid-Until "false";
            """)
        .contains("Acquire::Languages \"none\";")
        .doesNotContain("Gzip");
    assertThat(settings.files()).containsExactly("/etc/ssl/ours.pem");
  }
}
