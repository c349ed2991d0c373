package io.github.djangodeb.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djangodeb.cache.CacheDirectory;
import io.github.djangodeb.cache.CacheEvents;
import io.github.djangodeb.chroot.ChrootEvents;
import io.github.djangodeb.chroot.ChrootSpec;
import io.github.djangodeb.chroot.NetworkAccess;
import io.github.djangodeb.chroot.UnshareEngine;
import io.github.djangodeb.deb.Compression;
import io.github.djangodeb.deb.JdebWriter;
import io.github.djangodeb.deb.Relations;
import io.github.djangodeb.env.EnvBuilt;
import io.github.djangodeb.env.EnvEvents;
import io.github.djangodeb.env.EnvPackage;
import io.github.djangodeb.env.EnvRequest;
import io.github.djangodeb.env.PipOption;
import io.github.djangodeb.env.PipSettings;
import io.github.djangodeb.env.SharedEnvs;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.login.Netrc;
import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.Name;
import io.github.djangodeb.name.ProjectNames;
import io.github.djangodeb.name.Suite;
import io.github.djangodeb.process.Command;
import io.github.djangodeb.process.LocalProcessLauncher;
import io.github.djangodeb.requirements.RequirementsChoice;
import io.github.djangodeb.requirements.RequirementsFinder;
import io.github.djangodeb.requirements.UnpinnedPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.DefaultSettingsBuilderFactory;
import org.apache.maven.settings.building.DefaultSettingsBuildingRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A virtualenv built in a real chroot of trixie out of a company's own index and repository, behind
 * a proxy; what is in them is taken from the index that {@code PIP_FIND_LINKS} names.
 */
@Tag("chroot")
class PrivateIndexRealTest {
  private static final String INDEX = "index-s3cret";
  private static final String REPOSITORY = "repository-t0ken";
  private static final String ARCHIVES = "archives p4ss/phrase";
  private static final String PROXY = "proxy p4ss/word";

  @TempDir Path folder;
  private final List<String> told = new ArrayList<>();
  private UnshareEngine engine;

  @BeforeEach
  void open() throws Exception {
    String configured = System.getProperty("django-deb.cacheDirectory", "");
    CacheDirectory chroots =
        configured.isEmpty()
            ? CacheDirectory.ofUser(System.getenv(), Path.of(System.getProperty("user.home")))
            : new CacheDirectory(Path.of(configured));
    engine =
        new UnshareEngine(
            chroots,
            NetworkAccess.ofEnvironment(),
            new LocalProcessLauncher(),
            folder.resolve("logs"),
            ChrootEvents.none(),
            CacheEvents.none(),
            Instant.now());
  }

  @AfterEach
  void close() {
    engine.close();
  }

  /** A settings.xml as people write it, its passwords encrypted. */
  private Settings settings(int proxyPort) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("settings.xml"),
            """
            <settings>
              <proxies>
                <proxy>
                  <host>127.0.0.1</host><port>%d</port>
                  <username>ada</username><password>%s</password>
                </proxy>
              </proxies>
              <servers>
                <server><id>company</id><username>robot</username><password>%s</password></server>
              </servers>
            </settings>
            """
                .formatted(
                    proxyPort, SecretSettings.encrypted(PROXY), SecretSettings.encrypted(INDEX)));
    return new DefaultSettingsBuilderFactory()
        .newInstance()
        .build(new DefaultSettingsBuildingRequest().setUserSettingsFile(file.toFile()))
        .getEffectiveSettings();
  }

  /** The user's own file of logins, whose machine is no {@code <server>} of settings.xml. */
  private Netrc netrc() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("netrc"), "machine localhost login own password \"" + ARCHIVES + "\"\n");
    return Netrc.ofUser(Map.of("NETRC", file.toString()), folder);
  }

  private EnvRequest request(String requirements, PipSettings pip) throws Exception {
    Path tree = Files.createDirectories(folder.resolve("tree"));
    Files.writeString(tree.resolve("requirements.txt"), requirements);
    return new EnvRequest(
        new ProjectNames(new Name("shop")),
        new ChrootSpec(
            Suite.TRIXIE,
            Architecture.ofThisMachine(),
            List.of(),
            new TreeSet<>(),
            Duration.ofDays(7),
            false),
        RequirementsFinder.find(tree, tree, RequirementsChoice.DEFAULT),
        UnpinnedPolicy.WARN,
        Relations.NONE,
        pip,
        Map.of("TOKEN", REPOSITORY),
        tree,
        folder,
        1,
        "Test <test@localhost>",
        Compression.NONE,
        folder.resolve("logs"));
  }

  private EnvBuilt build(EnvRequest request) throws BuildFailure {
    EnvEvents events =
        new Quiet() {
          @Override
          public void warning(String sentence) {
            told.add(sentence);
          }

          @Override
          public void progress(String line) {
            told.add(line);
          }
        };
    return new EnvPackage(
            () -> engine,
            new CacheDirectory(folder.resolve("cache")),
            CacheEvents.none(),
            SharedEnvs.none(),
            new JdebWriter(),
            events)
        .build(request);
  }

  /** A repository with a Python project, to be had by plain HTTP. */
  private String repository(Path bare) throws Exception {
    Path work = Files.createDirectories(folder.resolve("work"));
    Files.writeString(
        work.resolve("setup.py"),
        "from setuptools import setup\nsetup(name='inner', version='1.5', py_modules=['inner'])\n");
    Files.writeString(work.resolve("inner.py"), "VALUE = 1\n");
    git(work, "init", "--quiet");
    git(work, "add", "--all");
    git(work, "-c", "user.name=A", "-c", "user.email=a@b", "commit", "--quiet", "-m", "x");
    git(work, "clone", "--quiet", "--bare", ".", bare.toString());
    git(bare, "update-server-info");
    return git(work, "rev-parse", "HEAD").get(0);
  }

  private List<String> git(Path where, String... arguments) throws BuildFailure {
    List<String> command = new ArrayList<>(List.of("git", "-C", where.toString()));
    command.addAll(List.of(arguments));
    return new LocalProcessLauncher()
        .run(Command.of(command), folder.resolve("git.log"), line -> {})
        .lastLines();
  }

  @Test
  void buildWhenEverythingIsPrivateShowsNoSecretAnywhere() throws Exception {
    Path bare = folder.resolve("inner.git");
    String commit = repository(bare);
    Path keys = Files.createDirectory(folder.resolve("keys"));
    EnvBuilt built;
    String processes;
    try (PrivateIndex index = new PrivateIndex(keys);
        LoginProxy proxy = new LoginProxy("ada", PROXY)) {
      index.serve("pypi", Path.of(System.getenv("PIP_FIND_LINKS")), Map.of("robot", INDEX));
      index.serve("inner.git", bare, Map.of("deploy", REPOSITORY));
      index.serve("archives", Path.of(System.getenv("PIP_FIND_LINKS")), Map.of("own", ARCHIVES));
      String place = "127.0.0.1:" + index.port();
      UserSettings user =
          new UserSettings(settings(proxy.port()), new SecretSettings(folder).own());
      PipSettings pip =
          user.withProxy(
              PipSettings.NONE
                  .with(PipOption.INDEX_URL, List.of("https://" + place + "/pypi/simple/"))
                  .with(PipOption.CLIENT_CERT, List.of(index.clientCertificate().toString()))
                  .withLogins(user.logins().above(netrc()), Optional.of("company"))
                  .withAuthorities(List.of(index.authority())));
      try (ProcessWatch watch = new ProcessWatch()) {
        String archive = "https://localhost:" + index.port() + "/archives/" + packaging();
        built = build(request(requirements(place, commit) + "packaging @ " + archive + "\n", pip));
        processes = watch.end();
      }
      assertThat(index.served()).anyMatch(name -> name.startsWith("pypi/simple/gunicorn"));
      assertThat(index.served()).anyMatch(name -> name.startsWith("inner.git/objects/"));
      assertThat(index.served()).contains("archives/" + packaging());
      assertThat(proxy.tunnels()).isPositive();
    }
    assertThat(built.facts().lock())
        .anyMatch(line -> line.startsWith("gunicorn==") && line.contains("--hash=sha256:"))
        .anyMatch(line -> line.startsWith("inner @ git+https://127.0.0.1:"));
    assertNoSecret("the processes", processes);
    // Else nothing was looked at: these are the builder, pip for what builds need, and git.
    assertThat(processes).contains("build_env.py", "--ignore-installed", "git clone");
    assertNoSecret("what was told", String.join("\n", told));
    assertThat(told).anyMatch(line -> line.contains("Collecting gunicorn"));
    assertNoSecret("the logs", PrivateIndex.everythingBelow(folder.resolve("logs")));
    assertNoSecret("the cache", PrivateIndex.everythingBelow(folder.resolve("cache")));
    Path unpacked = folder.resolve("unpacked");
    new LocalProcessLauncher()
        .run(
            Command.of(
                List.of("dpkg-deb", "--raw-extract", built.deb().toString(), unpacked.toString())),
            folder.resolve("dpkg.log"),
            line -> {});
    String content = PrivateIndex.everythingBelow(unpacked);
    assertThat(content).contains("gunicorn", "inner");
    assertNoSecret("the package", content);
    assertThat(content).doesNotContain("PRIVATE KEY-----\nMII");
  }

  /** An archive of the index. */
  private static String packaging() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getenv("PIP_FIND_LINKS")))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("packaging-[0-9].*\\.whl"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static String requirements(String place, String commit) {
    return "gunicorn\ninner @ git+https://deploy:${TOKEN}@" + place + "/inner.git@" + commit + "\n";
  }

  private static void assertNoSecret(String where, String text) {
    for (String secret :
        List.of(INDEX, REPOSITORY, ARCHIVES, PROXY, "proxy%20p4ss", "p4ss%2Fword", "p4ss%2Fph")) {
      assertThat(text.contains(secret)).as("%s: %s", where, secret).isFalse();
    }
  }
}
