package io.github.djangodeb.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.cache.CacheEvents;
import io.github.djangodeb.cache.FileTrees;
import io.github.djangodeb.deb.Compression;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.file.FileDigest;
import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.Name;
import io.github.djangodeb.process.LocalProcessLauncher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AptRepositoryTest {
  private static final Instant NOW = Instant.now();
  private static final String ADA = "ada@example.org";
  private static final String EVE = "eve@example.org";

  private static GpgHome gpg;

  @TempDir Path temporary;
  private Path folder;
  private Path dists;
  private Debs debs;
  private final RecordedAptEvents events = new RecordedAptEvents();

  @BeforeAll
  static void makeKeys() throws Exception {
    gpg = new GpgHome();
    gpg.makeKey(ADA, "");
    gpg.makeKey(EVE, "");
  }

  @AfterAll
  static void forgetKeys() throws Exception {
    gpg.delete();
  }

  @BeforeEach
  void chooseFolders() {
    folder = temporary.resolve("repository");
    dists = folder.resolve("dists/trixie");
    debs = new Debs(temporary.resolve("target"));
  }

  private void add(List<Path> files) throws BuildFailure {
    add(ADA, request("trixie", "main", files, 0, Optional.empty()));
  }

  private void add(String key, AptRequest request) throws BuildFailure {
    GpgSigner signer =
        new GpgSigner(gpg.key(key, null), new LocalProcessLauncher(), temporary.resolve("logs"));
    new AptRepository(signer, events, CacheEvents.none()).add(request);
  }

  private AptRequest request(
      String suite, String component, List<Path> files, int keep, Optional<Duration> valid) {
    return request("shop", suite, component, files, keep, Optional.empty(), valid);
  }

  private AptRequest request(
      String project,
      String suite,
      String component,
      List<Path> files,
      int keep,
      Optional<String> origin,
      Optional<Duration> valid) {
    return new AptRequest(
        folder,
        new AptSuite(suite, component),
        new Name(project),
        new Architecture("amd64"),
        files,
        keep,
        origin,
        NOW,
        valid);
  }

  private void addAs(String project, Optional<String> origin) throws BuildFailure {
    add(ADA, request(project, "trixie", "main", List.of(), 0, origin, Optional.empty()));
  }

  private List<Path> release(String version, char src) throws BuildFailure {
    return List.of(debs.env(), debs.src(src), debs.site(version, src));
  }

  private List<String> names() throws IOException {
    return index().stream().map(one -> one.name() + " " + one.version()).toList();
  }

  private List<IndexedPackage> index() throws IOException {
    String text = Files.readString(dists.resolve("main/binary-amd64/Packages"));
    return Stanza.parseAll(text).stream().map(IndexedPackage::new).toList();
  }

  private List<String> files(String below) throws IOException {
    Path root = folder.resolve(below);
    try (Stream<Path> found = Files.walk(root)) {
      return found
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  /** A host's apt, with folders of its own. */
  private String apt(int status, String... arguments) throws Exception {
    Path apt = temporary.resolve("apt");
    for (String part : List.of("lists/partial", "cache/archives/partial", "etc")) {
      Files.createDirectories(apt.resolve(part));
    }
    Files.writeString(apt.resolve("status"), "");
    Files.writeString(
        apt.resolve("sources.list"),
        "deb [arch=amd64 signed-by="
            + dists.resolve("archive-key.asc")
            + "] copy:"
            + folder
            + " trixie main\n");
    List<String> command =
        Stream.concat(
                Stream.of(
                    "apt-get",
                    "-q",
                    "-o",
                    "APT::Architecture=amd64",
                    "-o",
                    "APT::Sandbox::User=root",
                    "-o",
                    "Dir::Etc=" + apt.resolve("etc"),
                    "-o",
                    "Dir::Etc::sourcelist=" + apt.resolve("sources.list"),
                    "-o",
                    "Dir::State=" + apt,
                    "-o",
                    "Dir::State::status=" + apt.resolve("status"),
                    "-o",
                    "Dir::Cache=" + apt.resolve("cache")),
                Stream.of(arguments))
            .toList();
    return Debs.run(status, command.toArray(String[]::new));
  }

  @Test
  void addWhenAnotherProjectComesKeepsTheNameThatHostsKnow() throws Exception {
    add(release("1.0", 'a'));
    apt(0, "update");
    addAs("blog", Optional.empty());
    assertThat(Files.readString(dists.resolve("Release"))).contains("Origin: shop\nLabel: shop\n");
    apt(0, "update");
    assertThat(events.told).noneMatch(told -> told.startsWith("renamed"));

    addAs("blog", Optional.of("Example"));
    assertThat(events.told).contains("renamed shop to Example");
    assertThat(apt(100, "update")).contains("changed its 'Origin' value from 'shop' to 'Example'");
    apt(0, "update", "--allow-releaseinfo-change");
    events.told.clear();
    addAs("shop", Optional.empty());
    assertThat(Files.readString(dists.resolve("Release"))).contains("Origin: Example\n");
    assertThat(events.told).containsExactly("written 3");
  }

  @Test
  void addWhenRepositoryIsNewGivesWhatDpkgReadsInTheSamePackages() throws Exception {
    add(release("1.0", 'a'));

    String scanned =
        Debs.run(
            "sh",
            "-ec",
            "cd \"$1\" && dpkg-scanpackages --multiversion pool 2>/dev/null",
            "sh",
            folder.toString());
    Map<String, Map<String, String>> expected =
        Stanza.parseAll(scanned).stream()
            .collect(Collectors.toMap(one -> one.required("Package"), Stanza::fields));
    Map<String, Map<String, String>> found =
        index().stream()
            .collect(Collectors.toMap(IndexedPackage::name, one -> one.stanza().fields()));
    assertThat(found).hasSize(3).isEqualTo(expected);
    assertThat(events.told)
        .containsExactly(
            "added shop-env-0123456789ab_1+deb13_amd64.deb",
            "added shop-src-aaaaaaaaaaaa_20261123T101500_all.deb",
            "added shop-site_1.0_all.deb",
            "written 3");
  }

  @Test
  void addWhenIndexesAreCompressedGivesOneContentAndItsChecksums() throws Exception {
    add(release("1.0", 'a'));

    Path binary = dists.resolve("main/binary-amd64");
    String plain = Files.readString(binary.resolve("Packages"));
    assertThat(Debs.run("gzip", "-dc", binary.resolve("Packages.gz").toString())).isEqualTo(plain);
    assertThat(Debs.run("xz", "-dc", binary.resolve("Packages.xz").toString())).isEqualTo(plain);
    assertThat(Debs.run("zstd", "-qdc", binary.resolve("Packages.zst").toString()))
        .isEqualTo(plain);
    ReleaseFile release = ReleaseFile.parse(Files.readString(dists.resolve("Release")));
    assertThat(release.indexes()).hasSize(4);
    for (Map.Entry<String, ReleaseFile.Checksum> one : release.indexes().entrySet()) {
      byte[] file = Files.readAllBytes(dists.resolve(one.getKey()));
      assertThat(IndexFiles.checksum(file)).as(one.getKey()).isEqualTo(one.getValue());
      assertThat(dists.resolve(IndexFiles.byHash(one.getKey(), one.getValue().sha256())))
          .hasBinaryContent(file);
    }
    assertThat(Files.readString(dists.resolve("Release")))
        .contains("Acquire-By-Hash: yes\n", "Architectures: amd64\n", "Components: main\n")
        .doesNotContain("Valid-Until");
  }

  @Test
  void addWhenSignedGivesWhatAptInstallsFrom() throws Exception {
    add(release("1.0", 'a'));

    assertThat(apt(0, "update")).doesNotContain("W:", "E:");
    assertThat(apt(0, "install", "--print-uris", "shop-site"))
        .contains("shop-site_1.0_all.deb", "shop-env-0123456789ab", "shop-src-aaaaaaaaaaaa");
    gpg.gpg(
        "--verify", dists.resolve("Release.gpg").toString(), dists.resolve("Release").toString());
  }

  @Test
  void addWhenAnIndexOrTheReleaseFileIsTamperedWithIsRefusedByApt() throws Exception {
    add(release("1.0", 'a'));
    apt(0, "update");
    byte[] signed = Files.readAllBytes(dists.resolve("InRelease"));

    Files.writeString(
        dists.resolve("InRelease"),
        new String(signed, StandardCharsets.UTF_8).replace("Origin: shop", "Origin: evil"));
    FileTrees.delete(temporary.resolve("apt"));
    assertThat(apt(100, "update")).contains("BADSIG");

    Files.write(dists.resolve("InRelease"), signed);
    try (Stream<Path> indexes = Files.walk(dists.resolve("main"))) {
      for (Path index : indexes.filter(Files::isRegularFile).toList()) {
        Files.writeString(index, "tampered\n");
      }
    }
    FileTrees.delete(temporary.resolve("apt"));
    assertThat(apt(100, "update")).containsAnyOf("Hash Sum mismatch", "unexpected size");
  }

  @Test
  void addWhenRepeatedKeepsOldVersionsAndLeavesTheIndexesOfTheReleaseBefore() throws Exception {
    add(release("1.0", 'a'));
    ReleaseFile first = ReleaseFile.parse(Files.readString(dists.resolve("Release")));
    add(release("1.1", 'b'));
    ReleaseFile second = ReleaseFile.parse(Files.readString(dists.resolve("Release")));
    assertThat(names())
        .containsExactly(
            "shop-env-0123456789ab 1+deb13",
            "shop-site 1.0",
            "shop-site 1.1",
            "shop-src-aaaaaaaaaaaa 20261123T101500",
            "shop-src-bbbbbbbbbbbb 20261123T101500");
    assertThat(byHash()).containsAll(sums(first)).containsAll(sums(second)).hasSize(8);

    add(release("1.2", 'c'));
    assertThat(byHash()).containsAll(sums(second)).doesNotContainAnyElementsOf(sums(first));
    assertThat(byHash()).hasSize(8);
  }

  private List<String> byHash() throws IOException {
    return files("dists/trixie/main/binary-amd64/by-hash/SHA256");
  }

  private static List<String> sums(ReleaseFile release) {
    return release.indexes().values().stream().map(ReleaseFile.Checksum::sha256).toList();
  }

  @Test
  void addWhenVersionsAreTooManyDropsThemWithTheirCodeAndDeletesTheFilesOneTimeLater()
      throws Exception {
    Path stranger = folder.resolve("pool/trixie/main/s/shop/other_1_all.deb");
    Files.createDirectories(stranger.getParent());
    add(ADA, request("trixie", "main", release("1.0~rc1", 'a'), 2, Optional.empty()));
    Files.writeString(stranger, "somebody's");
    add(ADA, request("trixie", "main", release("1.0", 'b'), 2, Optional.empty()));
    events.told.clear();
    add(ADA, request("trixie", "main", release("1.1", 'c'), 2, Optional.empty()));

    assertThat(names())
        .containsExactly(
            "shop-env-0123456789ab 1+deb13",
            "shop-site 1.0",
            "shop-site 1.1",
            "shop-src-bbbbbbbbbbbb 20261123T101500",
            "shop-src-cccccccccccc 20261123T101500");
    assertThat(events.told)
        .contains(
            "dropped shop-site_1.0~rc1_all.deb",
            "dropped shop-src-aaaaaaaaaaaa_20261123T101500_all.deb");
    assertThat(files("pool")).anyMatch(name -> name.contains("rc1"));

    add(ADA, request("trixie", "main", release("1.1", 'c'), 2, Optional.empty()));
    assertThat(files("pool"))
        .noneMatch(name -> name.contains("rc1"))
        .noneMatch(name -> name.contains("aaaa"))
        .anyMatch(name -> name.contains("shop-site_1.0_all"));
    assertThat(stranger).hasContent("somebody's");
  }

  @Test
  void addWhenAVariantIsPublishedAloneKeepsTheCodeOfTheOthers() throws Exception {
    List<Path> paris = List.of(debs.env(), debs.src('a'), debs.site("shop-site-paris", "1", 'a'));
    add(ADA, request("trixie", "main", paris, 1, Optional.empty()));
    for (char src : new char[] {'b', 'c', 'd'}) {
      List<Path> berlin =
          List.of(debs.env(), debs.src(src), debs.site("shop-site-berlin", "1." + src, src));
      add(ADA, request("trixie", "main", berlin, 1, Optional.empty()));
    }

    assertThat(names())
        .containsExactly(
            "shop-env-0123456789ab 1+deb13",
            "shop-site-berlin 1.d",
            "shop-site-paris 1",
            "shop-src-aaaaaaaaaaaa 20261123T101500",
            "shop-src-dddddddddddd 20261123T101500");
  }

  @Test
  void addWhenASiteOfThatVersionHasOtherContentRefusesAndChangesNothing() throws Exception {
    add(release("1.0", 'a'));
    Map<String, String> before = contents();
    List<Path> other = List.of(debs.src('b'), debs.site("1.0", 'b'));

    assertThatThrownBy(() -> add(other))
        .isInstanceOf(BuildFailure.class)
        .hasMessage(
            dists
                + " has shop-site 1.0 with other content, which hosts may have installed: raise the"
                + " version in the pom, or commit the change if that is a snapshot.");
    assertThat(contents()).isEqualTo(before);
  }

  private Map<String, String> contents() throws IOException {
    return files("").stream()
        .collect(
            Collectors.toMap(
                name -> name,
                name -> {
                  try {
                    return FileDigest.sha256(folder.resolve(name));
                  } catch (IOException unreadable) {
                    throw new java.io.UncheckedIOException(unreadable);
                  }
                }));
  }

  @Test
  void addWhenCodeOfThatNameHasOtherContentKeepsWhatIsPublished() throws Exception {
    add(release("1.0", 'a'));
    String published = FileDigest.sha256(debs.env());
    Path other =
        debs.deb(Debs.ENV, "1+deb13", new Architecture("amd64"), "", Compression.GZIP, "text\n");
    assertThat(FileDigest.sha256(other)).isNotEqualTo(published);
    events.told.clear();

    add(List.of(other));

    assertThat(events.told)
        .containsExactly("kept shop-env-0123456789ab_1+deb13_amd64.deb", "written 3");
    assertThat(index().get(0).sha256()).isEqualTo(published);
  }

  @Test
  void addWhenSuitesHaveOneVersionOfDifferentContentKeepsThemApart() throws Exception {
    add(release("1.0", 'a'));
    Path other =
        debs.deb("shop-site", "1.0", Architecture.ALL, "", Compression.GZIP, "of bookworm\n");
    add(ADA, request("bookworm", "main", List.of(other), 0, Optional.empty()));

    assertThat(files("pool"))
        .contains(
            "bookworm/main/s/shop/shop-site_1.0_all.deb",
            "trixie/main/s/shop/shop-site_1.0_all.deb");
    apt(0, "update");
    apt(0, "install", "--download-only", "-y", "shop-site");
  }

  @Test
  void addWhenAnotherComponentIsThereLeavesIt() throws Exception {
    add(release("1.0", 'a'));
    add(ADA, request("trixie", "staging", release("2.0", 'b'), 0, Optional.empty()));

    ReleaseFile release = ReleaseFile.parse(Files.readString(dists.resolve("Release")));
    assertThat(release.components()).containsExactly("main", "staging");
    assertThat(release.indexes()).hasSize(8);
    assertThat(apt(0, "update")).doesNotContain("E:");
    assertThat(apt(0, "install", "--print-uris", "shop-site")).contains("shop-site_1.0_all.deb");
  }

  @Test
  void addWhenARunWasEndedHalfWayGoesOnFromWhatReadersHave() throws Exception {
    add(release("1.0", 'a'));
    // All but the last step of a run that adds another release.
    byte[] seen = Files.readAllBytes(dists.resolve("InRelease"));
    add(release("1.1", 'b'));
    Files.write(dists.resolve("InRelease"), seen);
    assertThat(apt(0, "update")).doesNotContain("E:");
    assertThat(apt(0, "install", "--print-uris", "shop-site")).contains("shop-site_1.0_all.deb");

    events.told.clear();
    add(release("1.1", 'b'));

    assertThat(names()).contains("shop-site 1.0", "shop-site 1.1");
    assertThat(events.told).contains("present shop-site_1.1_all.deb");
    apt(0, "update");
    assertThat(apt(0, "install", "--print-uris", "shop-site")).contains("shop-site_1.1_all.deb");
  }

  @Test
  void addWhenTheReleaseFileIsOfAnotherKeyRefusesToSignWhatItLists() throws Exception {
    add(EVE, request("trixie", "main", release("6.6", 'e'), 0, Optional.empty()));
    Map<String, String> before = contents();

    assertThatThrownBy(() -> add(release("1.0", 'a')))
        .isInstanceOf(BuildFailure.class)
        .hasMessageMatching(
            dists
                + " has no InRelease with a valid signature of [0-9A-F]{40}, so what it lists is"
                + " not signed anew\\. If that is right \\(another key, a damaged copy\\), delete"
                + " that folder: the packages in the pool are then read in and signed\\."
                + " Give the Origin that hosts know with <aptOrigin>\\.");
    assertThat(contents()).isEqualTo(before);

    FileTrees.delete(dists);
    add(release("1.0", 'a'));
    assertThat(names()).contains("shop-site 6.6", "shop-site 1.0");
    assertThat(events.told).contains("reading pool", "named shop");

    FileTrees.delete(dists);
    events.told.clear();
    addAs("shop", Optional.of("Example"));
    assertThat(events.told).contains("reading pool").noneMatch(told -> told.startsWith("named"));
  }

  @Test
  void addWhenAnIndexIsDamagedRefuses() throws Exception {
    add(release("1.0", 'a'));
    ReleaseFile release = ReleaseFile.parse(Files.readString(dists.resolve("Release")));
    String path = "main/binary-amd64/Packages";
    Path index = dists.resolve(IndexFiles.byHash(path, release.indexes().get(path).sha256()));
    Files.writeString(index, "\n", java.nio.file.StandardOpenOption.APPEND);

    assertThatThrownBy(() -> add(release("1.1", 'b')))
        .isInstanceOf(BuildFailure.class)
        .hasMessage(
            "The repository "
                + folder
                + " is damaged: "
                + index
                + " is not what the release file says. Restore it, or delete "
                + dists
                + ": the packages in the pool are then read in. Give the Origin that hosts know with"
                + " <aptOrigin>.");
  }

  @Test
  void addWhenValidForATimeSaysUntilWhen() throws Exception {
    add(ADA, request("trixie", "main", release("1", 'a'), 0, Optional.of(Duration.ofDays(14))));

    assertThat(apt(0, "update")).doesNotContain("E:");
    String release = Files.readString(dists.resolve("Release"));
    java.time.format.DateTimeFormatter rfc =
        java.time.format.DateTimeFormatter.ofPattern(
                "EEE, dd MMM yyyy HH:mm:ss 'UTC'", java.util.Locale.ENGLISH)
            .withZone(java.time.ZoneOffset.UTC);
    assertThat(release)
        .contains("\nValid-Until: " + rfc.format(NOW.plus(Duration.ofDays(14))) + "\n");
  }

  @Test
  void addWhenUnsignedIsAskedForWritesNoSignatureAndNeverTakesOneAway() throws Exception {
    AptRepository unsigned = new AptRepository(new NoSigner(), events, CacheEvents.none());
    AptRequest request = request("trixie", "main", release("1.0", 'a'), 0, Optional.empty());
    unsigned.add(request);
    unsigned.add(request);
    assertThat(dists.resolve("Release")).exists();
    assertThat(dists.resolve("InRelease")).doesNotExist();
    assertThat(apt(100, "update")).contains("is not signed");

    FileTrees.delete(dists);
    add(release("1.0", 'a'));
    assertThatThrownBy(() -> unsigned.add(request))
        .isInstanceOf(BuildFailure.class)
        .hasMessage(
            dists
                + " is signed, and <unsigned> (django-deb.unsigned) would take that away: leave it"
                + " out, or choose another <aptRepository>.");
  }
}
