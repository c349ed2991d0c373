package io.github.djangodeb.src;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.cache.CacheDirectory;
import io.github.djangodeb.cache.CacheEvents;
import io.github.djangodeb.cache.PackageCache;
import io.github.djangodeb.chroot.ChrootEvents;
import io.github.djangodeb.chroot.ChrootSpec;
import io.github.djangodeb.chroot.NetworkAccess;
import io.github.djangodeb.chroot.Origins;
import io.github.djangodeb.chroot.UnshareEngine;
import io.github.djangodeb.deb.Compression;
import io.github.djangodeb.deb.JdebWriter;
import io.github.djangodeb.deb.Relations;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.Name;
import io.github.djangodeb.name.ProjectNames;
import io.github.djangodeb.name.Suite;
import io.github.djangodeb.process.Command;
import io.github.djangodeb.process.LocalProcessLauncher;
import io.github.djangodeb.process.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sources packaged in real chroots, and what lintian says of them. */
@Tag("chroot")
class SrcPackageRealTest {
  private static final String LIST = "src-debian-requirements.txt";
  private static final String CACHE = "django-deb.cacheDirectory";

  @TempDir Path folder;
  private final List<String> uncompiled = new ArrayList<>();
  private UnshareEngine engine;

  @BeforeEach
  void open() throws IOException {
    String configured = System.getProperty(CACHE, "");
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
    write("manage.py", "#!/usr/bin/env python3\nimport shop\n").toFile().setExecutable(true);
    write("shop/__init__.py", "");
    write("shop/settings.py", "DEBUG = True\nNAMES = {'a', 'b', 'c'}\n");
    write("shop/__pycache__/settings.cpython-27.pyc", "committed by mistake");
    write("shop/stray.pyc", "likewise");
    write("old.py", "print 'of another day'\n");
    write("caf\u00e9/static/shop.css", "body {}\n");
    Files.createDirectories(folder.resolve("tree/empty"));
    Files.createSymbolicLink(folder.resolve("tree/shop/link.py"), Path.of("settings.py"));
    for (int number = 0; number < 200; number++) {
      write("many/m" + number + ".py", "def f" + number + "(x):\n    return {'k': x, 'l': 'k'}\n");
    }
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve("tree").resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private Path build(Suite suite, String cache, String relation) throws Exception {
    SrcEvents events =
        new SrcEvents() {
          @Override
          public void reused(Path deb) {}

          @Override
          public void building(String packageName) {}

          @Override
          public void uncompiled(List<String> files) {
            uncompiled.addAll(files);
          }

          @Override
          public void built(Path deb, Duration took) {}
        };
    SrcRequest request =
        new SrcRequest(
            new ProjectNames(new Name("shop")),
            new ChrootSpec(
                    suite,
                    Architecture.ofThisMachine(),
                    List.of(),
                    new TreeSet<>(),
                    Duration.ofDays(7),
                    false)
                .with(Origins.NONE.with(LIST, List.of(relation))),
            "0123456789abcdef0123456789abcdef01234567",
            "test",
            Instant.parse("2026-11-23T10:15:00Z"),
            Instant.parse("2026-11-23T10:15:00Z"),
            folder.resolve("tree"),
            Relations.ofLines(LIST, List.of(relation)),
            "Ada Lovelace <ada@example.org>",
            Compression.ZSTD,
            folder.resolve("logs"));
    PackageCache packages =
        new PackageCache(new CacheDirectory(folder.resolve(cache)), CacheEvents.none());
    return new SrcPackage(() -> engine, packages, new JdebWriter(), events).build(request).deb();
  }

  private String run(String... command) throws Exception {
    Path log = folder.resolve("run.log");
    Outcome outcome = new LocalProcessLauncher().run(Command.of(List.of(command)), log, line -> {});
    String output = Files.readString(log);
    assertThat(outcome.exitCode()).as(output).isZero();
    return output;
  }

  /** What lintian says, without its remark about who runs it. */
  private String lintian(Path deb) throws Exception {
    String said = run("lintian", "--allow-root", "--fail-on", "error,warning", deb.toString());
    return said.replaceFirst("^running with root privileges is not recommended!\n", "");
  }

  @ParameterizedTest
  @CsvSource({"BOOKWORM, 311", "TRIXIE, 313"})
  void buildWhenBuiltTwiceGivesTheSameSoundPackage(Suite suite, String python) throws Exception {
    Path one = build(suite, "one", "gettext");
    Path two = build(suite, "two", "gettext");

    assertThat(Files.mismatch(one, two)).isEqualTo(-1);
    assertThat(uncompiled).containsExactly("old.py", "old.py");
    assertThat(folder.resolve("logs/src-relations.log")).content().contains("Inst gettext ");
    String base = "./usr/lib/shop-src/0123456789ab/";
    assertThat(run("dpkg-deb", "--contents", one.toString()))
        .contains(base + "manage.py\n", base + "__pycache__/manage.cpython-" + python + ".pyc\n")
        .contains(base + "shop/link.py -> settings.py\n", base + "empty/\n")
        .contains(base + "caf\u00e9/static/shop.css\n")
        .doesNotContain("cpython-27", "stray.pyc", "old.cpython");
    assertThat(lintian(one)).isEmpty();
  }

  @Test
  void buildWhenTheReleaseHasNoSuchDebianPackageSaysSoBeforeItCompiles() {
    assertThatThrownBy(() -> build(Suite.TRIXIE, "one", "gettexxt"))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining(
            "the build packages \"gettexxt\" cannot be installed in the chroot, because its release"
                + " does not have these packages:\n")
        .hasMessageContaining("\nCorrect the names or versions in " + LIST + "\n");
    assertThat(folder.resolve("logs/src.log")).doesNotExist();
  }
}
