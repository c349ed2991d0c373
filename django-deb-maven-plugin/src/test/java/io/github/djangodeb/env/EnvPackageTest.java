package io.github.djangodeb.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.chroot.SessionCommand;
import io.github.djangodeb.deb.DebEntry;
import io.github.djangodeb.deb.DebPackage;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.login.Login;
import io.github.djangodeb.login.Logins;
import io.github.djangodeb.name.ContentHash;
import io.github.djangodeb.requirements.UnpinnedPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvPackageTest {
  @TempDir Path folder;
  private EnvBench bench;

  @BeforeEach
  void makeBench() throws IOException {
    bench = EnvBench.in(folder);
  }

  @Test
  void buildWhenNothingIsCachedBuildsThePackage() throws Exception {
    EnvBuilt built =
        bench.build(
            bench.request("django\na @ git+https://host/a@x\n", PipSettings.NONE, Map.of()));
    String hash = built.hash().text();
    assertThat(built.fileName()).isEqualTo("shop-env-" + hash + "_2+deb13_amd64.deb");
    assertThat(built.deb()).hasContent("deb").hasFileName(built.fileName());
    assertThat(bench.engine.prepared.packages())
        .containsExactly(
            "build-essential", "git", "libpq-dev (>= 15)", "python3-dev", "python3-pip");
    assertThat(bench.engine.command.arguments())
        .containsExactly(
            "/usr/bin/python3",
            "/build/input/build_env.py",
            "/build/input/request.json",
            "/build/output");
    assertThat(bench.engine.command.binds())
        .filteredOn(SessionCommand.Bind::writable)
        .extracting(bind -> bind.at().text())
        .containsExactly("/build/output", "/build/cache");
    assertThat(bench.engine.order)
        .contains("\"prefix\":\"/usr/lib/shop-env/" + hash + "\"", "\"source\":null");
    assertThat(bench.told)
        .filteredOn(line -> !line.startsWith("warning"))
        .containsExactly(
            "building shop-env-" + hash,
            "begins pip",
            "Collecting django",
            "ended pip PT1.5S",
            "built " + built.fileName());
    assertThat(bench.told)
        .anyMatch(line -> line.contains("names no full commit"))
        .contains(
            "warning: lib/x.so needs libodd.so.1, which neither the virtualenv nor a Debian package"
                + " that it depends on has: if it fails to load on the host, add the package with"
                + " that library to venv-debian-requirements.txt");
  }

  @Test
  void buildWhenPipHasKeptSomethingForLongForgetsIt() throws Exception {
    bench.build(bench.request("django\n", PipSettings.NONE, Map.of()));
    Path index;
    try (Stream<Path> shelves = Files.list(folder.resolve("cache/pip"))) {
      index = shelves.findFirst().orElseThrow().resolve("index");
    }
    String sha256 = ContentHash.sha256("x".getBytes(StandardCharsets.UTF_8));
    Path kept = Files.writeString(index.resolveSibling(sha256), "x");
    for (int days : new int[] {59, 61}) {
      String line =
          sha256 + " " + Instant.now().minus(Duration.ofDays(days)).getEpochSecond() + " http/x\n";
      String checksum = ContentHash.sha256(line.getBytes(StandardCharsets.UTF_8));
      Files.writeString(index, checksum + "\n" + line);
      bench.build(bench.request("django\nnew" + days + "\n", PipSettings.NONE, Map.of()));
      assertThat(Files.exists(kept)).isEqualTo(days == 59);
    }
  }

  @Test
  void buildWhenPackageIsWrittenHoldsRequirementsAndLock() throws Exception {
    EnvBuilt built = bench.build(bench.request("gunicorn\ndjango\n", PipSettings.NONE, Map.of()));
    DebPackage deb = bench.written.get(0);
    String share = "/usr/share/shop-env/" + built.hash();
    assertThat(deb.contents())
        .filteredOn(DebEntry.RegularFile.class::isInstance)
        .extracting(
            entry ->
                ((DebEntry.RegularFile) entry).at()
                    + "="
                    + new String(
                        ((DebEntry.RegularFile) entry).bytes(),
                        java.nio.charset.StandardCharsets.UTF_8))
        .contains(
            share + "/requirements.txt=django\ngunicorn\n",
            share + "/requirements.lock=django==4.2.28 --hash=sha256:ab\ngunicorn==23.0\n",
            share + "/sbom.cdx.json=" + Files.readString(built.bom()));
    assertThat(built.buildInfo())
        .hasFileName(built.fileName().replace(".deb", ".buildinfo"))
        .content()
        .contains("\nSource: shop-env-" + built.hash() + "\n")
        .contains("\nInstalled-Build-Depends:\n libc6 (= 2.41-12)\nEnvironment:\n");
    assertThat(deb.control().depends()).containsExactly("python3 (>= 3.13~)");
    assertThat(deb.control().architecture().text()).isEqualTo("amd64");
    assertThat(deb.control().section()).isEqualTo("python");
  }

  @Test
  void buildWhenPackageIsCachedEntersNoChroot() throws Exception {
    EnvBuilt first = bench.build(bench.request("django", PipSettings.NONE, Map.of()));
    bench.told.clear();
    bench.engine.prepared = null;
    EnvBuilt second = bench.build(bench.request("# same\nDjango", PipSettings.NONE, Map.of()));
    assertThat(second).isEqualTo(first);
    assertThat(bench.engine.prepared).isNull();
    assertThat(bench.told).containsExactly("reused " + first.fileName());
    assertThat(second.facts().has("gunicorn")).isTrue();
    assertThat(second.facts().version("Django")).contains("4.2.28");
    assertThat(second.facts().has("celery")).isFalse();
  }

  @Test
  void buildWhenLoginIsNeededGivesItToPipAlone() throws Exception {
    PipSettings pip =
        PipSettings.NONE.with(PipOption.INDEX_URL, List.of("https://me:hidden@host/simple"));
    bench.engine.output = List.of("Looking in indexes: https://me:hidden@host/simple");
    EnvRequest request =
        bench.request("a @ git+https://${TOKEN}@host/a.git@1", pip, Map.of("TOKEN", "geheim"));
    bench.build(request);
    assertThat(bench.engine.order)
        .contains(
            "\"requirements\":[[\"a @ git+https://host/a.git@1\"]]",
            "\"PIP_INDEX_URL\":\"https://host/simple\"",
            "\"netrc\":[\"machine host login me password hidden\"]",
            "\"gitCredentials\":[\"https://geheim:@host/a.git\"]",
            "\"secrets\":[\"geheim\",\"hidden\"]");
    assertThat(bench.engine.command.environment()).isEmpty();
    assertThat(bench.engine.command.arguments().toString()).doesNotContain("geheim");
    assertThat(bench.told.toString()).contains("https://****@host/simple").doesNotContain("hidden");
    assertThat(bench.written.toString()).doesNotContain("geheim", "hidden");
    assertThat(folder.resolve("logs")).isEmptyDirectory();
  }

  @Test
  void buildWhenVariableIsUnsetSaysSo() throws Exception {
    EnvRequest request =
        bench.request("-i https://${USER_X}@host/s\ndjango", PipSettings.NONE, Map.of());
    assertThatThrownBy(() -> bench.build(request))
        .hasMessage(
            "The requirements name ${USER_X}: set that environment variable when you build");
  }

  @Test
  void buildWhenTreeIsRequiredShowsItToTheChroot() throws Exception {
    Files.createDirectory(bench.tree.resolve("x"));
    bench.build(bench.request("./x", PipSettings.NONE, Map.of()));
    assertThat(bench.engine.command.binds())
        .anyMatch(bind -> bind.host().equals(bench.tree) && bind.at().text().equals("/build/tree"));
    assertThat(bench.engine.order)
        .containsPattern("\"requirements\":\\[\\[\"/build/source-[0-9a-f]{12}/x\"");
  }

  @Test
  void buildWhenPipFailsTellsWhyAndWhereItsLogIs() throws Exception {
    bench.engine.exitCode = 3;
    bench.engine.output =
        List.of(
            "ERROR: Could not find a version that satisfies the requirement nosuch (from versions:"
                + " none)");
    EnvRequest request = bench.request("nosuch", PipSettings.NONE, Map.of());
    assertThatThrownBy(() -> bench.build(request))
        .isInstanceOfSatisfying(BuildFailure.class, f -> assertThat(f.isUsers()).isTrue())
        .hasMessageMatching(
            "The virtualenv of shop-env-[0-9a-f]{12} cannot be built: no index that pip asked has"
                + " \"nosuch\": correct it in the requirements, or name the index that has it with"
                + " <indexUrl>, <extraIndexUrls> or <findLinks>\n"
                + "ERROR: Could not find .*\n"
                + "\\(the whole log: .*/logs/env.log\\)");
  }

  @Test
  void buildWhenPipFailsCallsFoldersAsThisMachineDoes() throws Exception {
    Path wheels = Files.createDirectory(folder.resolve("wheels")).toRealPath();
    String at = "/build/places/" + ContentHash.ofText(wheels.toString());
    bench.engine.exitCode = 3;
    bench.engine.output =
        List.of(
            "Looking in links: " + at,
            "ERROR: Wheel 'x' located at " + at + "/x-1-py3-none-any.whl is invalid.");
    PipSettings pip = PipSettings.NONE.with(PipOption.FIND_LINKS, List.of(wheels.toString()));
    EnvRequest request = bench.request("x", pip, Map.of());
    assertThatThrownBy(() -> bench.build(request))
        .hasMessageContaining("has (ERROR: Wheel 'x' located at " + wheels + "/x-1-py3-")
        .hasMessageContaining("\nLooking in links: " + wheels + "\n")
        .extracting(Throwable::getMessage)
        .asString()
        .doesNotContain("/build/");
  }

  @Test
  void buildWhenItsTimeIsUpKeepsWhatPipHasDownloaded() throws Exception {
    bench.engine.end =
        Optional.of(BuildFailure.ofMachine("\"pip\" did not end within 360 minutes"));
    EnvRequest request = bench.request("django", PipSettings.NONE, Map.of());
    assertThatThrownBy(() -> bench.build(request)).isSameAs(bench.engine.end.get());
    assertThat(bench.engine.command.timeout()).isEqualTo(Duration.ofHours(6));

    bench.engine.end = Optional.empty();
    bench.build(request);
    assertThat(bench.engine.lent).containsExactly("whole");
  }

  @Test
  void buildWhenTheProgramFailsBlamesTheMachine() throws Exception {
    bench.engine.exitCode = 1;
    EnvRequest request = bench.request("django", PipSettings.NONE, Map.of());
    assertThatThrownBy(() -> bench.build(request))
        .isInstanceOfSatisfying(BuildFailure.class, f -> assertThat(f.isUsers()).isFalse())
        .hasMessageContaining("cannot be built: the program that builds it failed\n");
  }

  @Test
  void buildWhenTheProgramIsKilledSaysWhyThatMayBe() throws Exception {
    bench.engine.exitCode = 137;
    EnvRequest request = bench.request("django", PipSettings.NONE, Map.of());
    assertThatThrownBy(() -> bench.build(request))
        .isInstanceOfSatisfying(BuildFailure.class, f -> assertThat(f.isUsers()).isFalse())
        .hasMessageContaining(
            "cannot be built: the program that builds it was killed, as the kernel does when memory"
                + " runs out: see its log (journalctl -k), give this machine or its container more"
                + " memory, and build again\n");
  }

  @Test
  void buildWhenRequirementsAreUnpinnedWarnsRefusesOrIsSilent() throws Exception {
    EnvRequest request =
        bench.request("django>=4.2\ncelery\ngunicorn==23.0", PipSettings.NONE, Map.of());
    bench.build(bench.with(UnpinnedPolicy.WARN, request));
    assertThat(bench.told)
        .contains(
            "warning: requirements.txt has requirements without an exact version, so what is"
                + " installed depends on the day on which it is built: celery, django>=4.2. Let a"
                + " tool such as pip-compile, uv or Poetry write exact ones;"
                + " <unpinned>ignore</unpinned> ends this warning");
    bench.told.clear();
    bench.build(bench.with(UnpinnedPolicy.IGNORE, request));
    assertThat(bench.told).noneMatch(line -> line.contains("exact version"));
    assertThatThrownBy(() -> EnvPackage.check(bench.with(UnpinnedPolicy.FAIL, request)))
        .isInstanceOfSatisfying(BuildFailure.class, f -> assertThat(f.isUsers()).isTrue())
        .hasMessage(
            "requirements.txt has requirements without an exact version, and <unpinned> is fail:"
                + " celery, django>=4.2. Let a tool such as pip-compile, uv or Poetry write exact"
                + " ones.");
    Files.writeString(bench.tree.resolve("base.txt"), "django>=4.2\n");
    EnvRequest included = bench.request("-r base.txt\ngunicorn==23.0", PipSettings.NONE, Map.of());
    assertThatThrownBy(() -> EnvPackage.check(bench.with(UnpinnedPolicy.FAIL, included)))
        .hasMessageStartingWith(
            "base.txt has requirements without an exact version, and <unpinned> is fail:"
                + " django>=4.2. Let");
    EnvRequest several = bench.request("-r base.txt\ngunicorn", PipSettings.NONE, Map.of());
    assertThatThrownBy(() -> EnvPackage.check(bench.with(UnpinnedPolicy.FAIL, several)))
        .hasMessageStartingWith(
            "base.txt and requirements.txt have requirements without an exact version, and"
                + " <unpinned> is fail: django>=4.2 in base.txt; gunicorn in requirements.txt. Let");
    Files.writeString(folder.resolve("c.txt"), "celery==5\ndjango==4.2\n");
    PipSettings pinned = PipSettings.NONE.with(PipOption.CONSTRAINT, List.of("c.txt"));
    EnvPackage.check(
        bench.with(UnpinnedPolicy.FAIL, bench.request("django>=4.2\ncelery", pinned, Map.of())));
  }

  @Test
  void buildWhenTheFileNamesAnIndexSaysThatThePomsIsNotAsked() throws Exception {
    bench.build(
        bench.request(
            "-i https://a/simple\ngunicorn==23",
            PipSettings.NONE.with(PipOption.INDEX_URL, List.of("https://b/simple")),
            Map.of()));
    assertThat(bench.told)
        .contains(
            "warning: requirements.txt has an --index-url, which pip asks in place of <indexUrl>:"
                + " remove one of them");
  }

  @Test
  void checkWhenAWheelhouseCannotHaveARequirementRefuses() throws Exception {
    Path wheels = Files.createDirectory(folder.resolve("wheels"));
    EnvRequest request =
        bench.request(
            "a @ https://host/a.zip\ngunicorn==23",
            PipSettings.NONE.withWheelhouse(wheels),
            Map.of());
    assertThatThrownBy(() -> EnvPackage.check(request))
        .hasMessage(
            "requirements.txt names addresses, and with <wheelhouse> nothing is fetched: put these"
                + " into the folder, and name the project alone: a @ https://host/a.zip");
  }

  @Test
  void buildWhenSettingsKnowTheServerOpensItAndLeavesTheHashAlone() throws Exception {
    PipSettings bare =
        PipSettings.NONE.with(PipOption.INDEX_URL, List.of("https://host:8443/simple"));
    Logins logins = new Logins(Map.of("nexus", new Login("robot", "s3cret")), Map.of());
    EnvBuilt open =
        bench.build(
            bench.request("gunicorn==23", bare.withLogins(logins, Optional.of("nexus")), Map.of()));
    assertThat(bench.engine.order)
        .contains("\"netrc\":[\"machine host login robot password s3cret\"]");
    assertThat(bench.told.toString() + bench.written).doesNotContain("s3cret");
    assertThat(open.hash())
        .isEqualTo(bench.build(bench.request("gunicorn==23", bare, Map.of())).hash());
    EnvRequest missing =
        bench.request("gunicorn==23", bare.withLogins(logins, Optional.of("nexsu")), Map.of());
    assertThatThrownBy(() -> EnvPackage.check(missing))
        .hasMessage(
            "<indexServerId>: \"nexsu\" is no <server> with a user and a password in settings.xml:"
                + " add it there.");
  }

  @Test
  void buildWhenItIsForAnotherArchitectureHasTheSameNameAndIsNotReused() throws Exception {
    EnvRequest amd64 = bench.request("amd64", "django", PipSettings.NONE, Map.of());
    EnvRequest arm64 = bench.request("arm64", "django", PipSettings.NONE, Map.of());

    EnvBuilt first = bench.build(amd64);
    EnvBuilt second = bench.build(arm64);

    assertThat(second.hash()).isEqualTo(first.hash());
    assertThat(second.key()).isNotEqualTo(first.key());
    assertThat(first.fileName()).isEqualTo("shop-env-" + first.hash() + "_2+deb13_amd64.deb");
    assertThat(second.fileName()).isEqualTo("shop-env-" + first.hash() + "_2+deb13_arm64.deb");
    assertThat(bench.written)
        .extracting(deb -> deb.control().architecture().text())
        .containsExactly("amd64", "arm64");
    assertThat(EnvPlan.of(amd64).configuration().cacheName())
        .isNotEqualTo(EnvPlan.of(arm64).configuration().cacheName());
  }
}
