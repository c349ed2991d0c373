package io.github.djangodeb.src;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.cache.CacheDirectory;
import io.github.djangodeb.cache.CacheEvents;
import io.github.djangodeb.cache.PackageCache;
import io.github.djangodeb.chroot.Chroot;
import io.github.djangodeb.chroot.ChrootSpec;
import io.github.djangodeb.chroot.FakeEngine;
import io.github.djangodeb.chroot.Session;
import io.github.djangodeb.chroot.SessionCommand;
import io.github.djangodeb.deb.Compression;
import io.github.djangodeb.deb.DebPackage;
import io.github.djangodeb.deb.MaintainerScript;
import io.github.djangodeb.deb.Relations;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.Name;
import io.github.djangodeb.name.ProjectNames;
import io.github.djangodeb.name.Suite;
import io.github.djangodeb.process.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SrcPackageTest {
  private static final String HASH = "0123456789abcdef0123456789abcdef01234567";

  @TempDir Path folder;
  private final List<String> told = new ArrayList<>();
  private final List<SessionCommand> commands = new ArrayList<>();
  private final List<DebPackage> written = new ArrayList<>();
  private final List<List<String>> simulated = new ArrayList<>();
  private int exitCode = 0;
  private int exitCodeOfApt = 0;

  /** As the engines that install nothing before a session is opened. */
  private boolean installsLate;

  private boolean isOpen;

  /** Stands for a chroot: writes what the program there would. */
  private final class WritingEngine extends FakeEngine {
    @Override
    public Chroot prepare(ChrootSpec spec) throws BuildFailure {
      return installsLate
          ? new Chroot(List.of(), spec.packages(), spec.origins())
          : installed(new Chroot(List.of()), spec.packages());
    }

    @Override
    public Session open(Chroot chroot) throws BuildFailure {
      assertThat(isOpen).as("one session at a time").isFalse();
      installed(chroot, chroot.packages());
      isOpen = true;
      return this;
    }

    private Chroot installed(Chroot chroot, SortedSet<String> packages) throws BuildFailure {
      told.addAll(packages.stream().map(one -> "installed " + one).toList());
      if (packages.contains("gettexxt")) {
        throw BuildFailure.ofUser("there is no gettexxt");
      }
      return chroot;
    }

    @Override
    public Outcome run(SessionCommand command, Path log, Consumer<String> lines) {
      if (command.arguments().get(0).equals("dpkg-query")) {
        lines.accept("installed python3.13 (= 3.13.5-2)");
        return new Outcome(0, List.of(), log);
      }
      if (command.arguments().get(0).equals("apt-get")) {
        simulated.add(command.arguments());
        return new Outcome(exitCodeOfApt, List.of(), log);
      }
      commands.add(command);
      Path output =
          command.binds().stream()
              .filter(SessionCommand.Bind::writable)
              .findFirst()
              .orElseThrow()
              .host();
      try {
        Files.write(output.resolve("src.tar"), new byte[1024]);
        Files.writeString(
            output.resolve("facts.json"), "{\"python\": \"3.13\", \"uncompiled\": [\"old.py\"]}");
      } catch (IOException refused) {
        throw new AssertionError(refused);
      }
      return new Outcome(exitCode, List.of("the last line"), log);
    }

    @Override
    public void close() {
      isOpen = false;
      told.add("closed");
    }
  }

  private SrcRequest request(String... relations) throws BuildFailure {
    return new SrcRequest(
        new ProjectNames(new Name("shop")),
        new ChrootSpec(
            Suite.TRIXIE,
            new Architecture("amd64"),
            List.of(),
            new TreeSet<>(),
            Duration.ofDays(7),
            false),
        HASH,
        HASH + " web",
        Instant.parse("2026-11-23T10:15:00Z"),
        Instant.parse("2026-11-23T10:15:00Z"),
        folder.resolve("tree"),
        Relations.ofLines("src-debian-requirements.txt", List.of(relations)),
        "Ada <ada@example.org>",
        Compression.ZSTD,
        folder.resolve("logs"));
  }

  private SrcBuilt build(SrcRequest request) throws BuildFailure {
    SrcEvents events =
        new SrcEvents() {
          @Override
          public void reused(Path deb) {
            told.add("reused");
          }

          @Override
          public void building(String packageName) {
            told.add("building " + packageName);
          }

          @Override
          public void uncompiled(List<String> files) {
            told.add("uncompiled " + files);
          }

          @Override
          public void built(Path deb, Duration took) {
            told.add("built " + deb.getFileName());
          }
        };
    PackageCache cache =
        new PackageCache(new CacheDirectory(folder.resolve("cache")), CacheEvents.none());
    return new SrcPackage(
            WritingEngine::new,
            cache,
            (deb, compression, file) -> {
              written.add(deb);
              try {
                Files.writeString(file, "a package");
              } catch (IOException refused) {
                throw new AssertionError(refused);
              }
            },
            events)
        .build(request);
  }

  @Test
  void buildWhenNewCompilesAndWritesThePackage() throws Exception {
    SrcBuilt built = build(request("gettext", "libmagic1"));

    assertThat(built.fileName()).isEqualTo("shop-src-0123456789ab_20261123T101500_all.deb");
    assertThat(built.deb()).exists();
    assertThat(commands.get(0).arguments())
        .containsExactly(
            "/usr/bin/python3",
            "/build/input/build_src.py",
            "/build/tree",
            "/usr/lib/shop-src/0123456789ab",
            "/build/output");
    assertThat(written.get(0).control().depends())
        .containsExactly("python3 (>= 3.13~)", "python3 (<< 3.14)", "gettext", "libmagic1");
    assertThat(told)
        .containsExactly(
            "building shop-src-0123456789ab",
            "uncompiled [old.py]",
            "closed",
            "built shop-src-0123456789ab_20261123T101500_all.deb");
    assertThat(folder.resolve("logs")).isEmptyDirectory();
  }

  @Test
  void buildWhenAptKnowsTheDebianPackagesInstallsNone() throws Exception {
    build(request("gettext (>= 0.20)", "libmagic1"));
    assertThat(simulated)
        .containsExactly(
            List.of(
                "apt-get",
                "--simulate",
                "--no-install-recommends",
                "satisfy",
                "--",
                "gettext (>= 0.20)",
                "libmagic1"));
    assertThat(told).noneMatch(line -> line.startsWith("installed"));
    simulated.clear();
    build(request());
    assertThat(simulated).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void buildWhenAptDoesNotKnowADebianPackageFailsBeforeAnythingIsCompiled(boolean late) {
    exitCodeOfApt = 100;
    installsLate = late;
    assertThatThrownBy(() -> build(request("gettexxt"))).hasMessage("there is no gettexxt");
    assertThat(commands).isEmpty();
    assertThat(isOpen).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void buildWhenTheListsWereOldGoesOn(boolean late) throws Exception {
    exitCodeOfApt = 100;
    installsLate = late;
    assertThat(build(request("gettext")).deb()).exists();
    assertThat(told)
        .startsWith(
            "building shop-src-0123456789ab",
            "closed",
            "installed gettext",
            "closed",
            "uncompiled [old.py]",
            "closed");
  }

  @Test
  void buildWhenBuiltBeforeEntersNoChroot() throws Exception {
    build(request());
    told.clear();

    build(request());

    assertThat(told).containsExactly("reused");
    assertThat(commands).hasSize(1);
  }

  @Test
  void buildWhenRelationsChangeBuildsAnew() throws Exception {
    build(request());
    build(request("gettext"));

    assertThat(commands).hasSize(2);
  }

  @Test
  void buildWhenThePomGivesATimeFilesHaveItAndTheVersionHasTheCommits() throws Exception {
    build(request());
    SrcRequest timed = request();
    Instant given = Instant.parse("2020-02-02T02:02:02Z");
    SrcBuilt built =
        build(
            new SrcRequest(
                timed.names(),
                timed.chroot(),
                timed.hexadecimal(),
                timed.identity(),
                timed.time(),
                given,
                timed.tree(),
                timed.relations(),
                timed.maintainer(),
                timed.compression(),
                timed.logs()));

    assertThat(built.fileName()).isEqualTo("shop-src-0123456789ab_20261123T101500_all.deb");
    assertThat(written).extracting(DebPackage::timestamp).containsExactly(timed.time(), given);
  }

  @Test
  void buildWhenProgramFailsTellsItsLastLines() {
    exitCode = 1;

    assertThatThrownBy(() -> build(request()))
        .isInstanceOf(BuildFailure.class)
        .hasMessage(
            "The bytecode of shop-src-0123456789ab cannot be compiled in the chroot: see why in the"
                + " end of its output.\nthe last line\n(the whole log: "
                + folder.resolve("logs/src.log")
                + ")");
  }

  @Test
  void buildWhenPackagedHasScriptWithItsValues() throws Exception {
    build(request());

    MaintainerScript script = written.get(0).scripts().get(0);
    assertThat(script.kind()).isEqualTo(MaintainerScript.Kind.PRERM);
    assertThat(script.text())
        .contains(
            """
            # values
            package='shop-src-0123456789ab'
            directory='/usr/lib/shop-src/0123456789ab'
            sites='/var/lib/shop-site'
            installed='/usr/lib/shop-site'
            # end of values
            """);
  }
}
