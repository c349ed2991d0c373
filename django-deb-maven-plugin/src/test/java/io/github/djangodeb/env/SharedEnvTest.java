package io.github.djangodeb.env;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djangodeb.cache.FileTrees;
import io.github.djangodeb.deb.Compression;
import io.github.djangodeb.deb.ControlFields;
import io.github.djangodeb.deb.DebEntry;
import io.github.djangodeb.deb.DebPackage;
import io.github.djangodeb.deb.JdebWriter;
import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.TargetPath;
import io.github.djangodeb.requirements.UnpinnedPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Virtualenvs that another machine has built. */
class SharedEnvTest {
  @TempDir Path folder;
  private EnvBench bench;

  @BeforeEach
  void makeBench() throws IOException {
    bench = EnvBench.in(folder);
  }

  /** A package that another machine has built of the same request, with its description. */
  private SharedEnvs.Found elsewhere(EnvRequest request, String packageName) throws Exception {
    EnvPlan plan = EnvPlan.of(request);
    Path deb = folder.resolve("elsewhere.deb");
    ControlFields control =
        new ControlFields(
            packageName,
            plan.version(),
            new Architecture("amd64"),
            "Another <another@localhost>",
            "python",
            List.of("python3"),
            List.of(),
            "",
            "built elsewhere",
            List.of());
    new JdebWriter()
        .write(
            new DebPackage(
                control,
                List.of(DebEntry.text(new TargetPath("/usr/lib/shop-env/file"), "text\n")),
                List.of(),
                new TreeSet<>(),
                EnvPlan.TIMESTAMP),
            Compression.XZ,
            deb);
    EnvFacts facts =
        new EnvFacts(
            "3.13",
            List.of("gunicorn==22"),
            List.of(
                new Distribution("gunicorn", "22", "pkg:pypi/gunicorn@22", "", "MIT", List.of())),
            List.of("python3"),
            Map.of(),
            0,
            0,
            List.of("libc6 (= 2)"));
    Path description = folder.resolve("elsewhere.json");
    SharedEnv.describe(
        new EnvBuilt(deb, "x.deb", plan.hash(), plan.key(), facts, deb, deb), description);
    return new SharedEnvs.Found(deb, description);
  }

  @Test
  void buildWhenAnotherMachineHasBuiltItTakesThat() throws Exception {
    EnvRequest request = bench.request("django", PipSettings.NONE, Map.of());
    String name = EnvPlan.of(request).packageName();
    SharedEnvs.Found found = elsewhere(request, name);
    List<String> asked = new ArrayList<>();
    bench.shared =
        question -> {
          asked.add(question);
          return Optional.of(found);
        };

    EnvBuilt built = bench.build(request);
    EnvBuilt again = bench.build(request);

    assertThat(built.deb()).hasSameBinaryContentAs(found.deb()).hasFileName(built.fileName());
    assertThat(built.facts().version("gunicorn")).contains("22");
    assertThat(built.buildInfo()).content().contains("Installed-Build-Depends:\n libc6 (= 2)\n");
    assertThat(built.bom()).content().contains("pkg:pypi/gunicorn@22");
    assertThat(again).isEqualTo(built);
    assertThat(asked).containsExactly(name + " amd64 2");
    assertThat(bench.told)
        .containsExactly("taken " + built.fileName(), "reused " + built.fileName());
    assertThat(bench.engine.prepared).isNull();
  }

  @Test
  void buildWhenWhatAnotherMachineBuiltIsDamagedTellsAndBuilds() throws Exception {
    EnvRequest request = bench.request("django", PipSettings.NONE, Map.of());
    String name = EnvPlan.of(request).packageName();
    SharedEnvs.Found found = elsewhere(request, name);
    Files.writeString(found.deb(), "x", java.nio.file.StandardOpenOption.APPEND);
    bench.shared = asked -> Optional.of(found);

    assertThat(bench.build(request).deb()).hasContent("deb");
    assertThat(bench.told)
        .contains(
            "warning: virtualenv: "
                + name
                + " in the repository is not used, and built here: its checksum is not the one in"
                + " its description",
            "building " + name);
  }

  @Test
  void buildWhenAnotherMachinePackagedItOtherwiseTellsAndBuilds() throws Exception {
    EnvRequest request = bench.request("django", PipSettings.NONE, Map.of());
    String name = EnvPlan.of(request).packageName();
    EnvRequest ofAnother =
        bench.with(UnpinnedPolicy.IGNORE, "Another <another@localhost>", Compression.ZSTD, request);
    EnvRequest packedOtherwise =
        bench.with(UnpinnedPolicy.IGNORE, request.maintainer(), Compression.XZ, request);

    for (EnvRequest other : List.of(ofAnother, packedOtherwise)) {
      SharedEnvs.Found found = elsewhere(other, name);
      bench.shared = asked -> Optional.of(found);
      assertThat(bench.build(request).deb()).hasContent("deb");
      assertThat(bench.told)
          .contains(
              "warning: virtualenv: "
                  + name
                  + " in the repository is not used, and built here: it was built by another"
                  + " version of the plugin, or with another <compression> or <maintainer>; with"
                  + " another <envRevision> this one can be shared",
              "building " + name);
      bench.told.clear();
      FileTrees.delete(folder.resolve("cache"));
    }
  }

  @Test
  void buildWhenWhatAnotherMachineBuiltIsSomethingElseTellsAndBuilds() throws Exception {
    EnvRequest request = bench.request("django", PipSettings.NONE, Map.of());
    String name = EnvPlan.of(request).packageName();
    SharedEnvs.Found found = elsewhere(request, "shop-env-ffffffffffff");
    bench.shared = asked -> Optional.of(found);

    assertThat(bench.build(request).deb()).hasContent("deb");
    assertThat(bench.told)
        .anyMatch(line -> line.endsWith("its control file does not say \"Package: " + name + "\""));

    Files.writeString(found.description(), "{\"format\": 3, \"key\": \"a\"}");
    FileTrees.delete(folder.resolve("cache"));
    assertThat(bench.build(request).deb()).hasContent("deb");
    assertThat(bench.told).anyMatch(line -> line.endsWith("another format than this plugin reads"));
  }
}
