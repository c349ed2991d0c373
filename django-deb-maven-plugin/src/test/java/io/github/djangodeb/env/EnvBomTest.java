package io.github.djangodeb.env;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djangodeb.chroot.ChrootSpec;
import io.github.djangodeb.deb.Compression;
import io.github.djangodeb.deb.Relations;
import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.Name;
import io.github.djangodeb.name.ProjectNames;
import io.github.djangodeb.name.Suite;
import io.github.djangodeb.requirements.RequirementsReader;
import io.github.djangodeb.requirements.UnpinnedPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.cyclonedx.Version;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of a virtualenv's parts, as the format's own library reads it. */
class EnvBomTest {
  private static final String SHA = "ab".repeat(32);

  @TempDir Path folder;
  private EnvPlan plan;

  @BeforeEach
  void makePlan() throws Exception {
    Path tree = Files.createDirectory(folder.resolve("tree"));
    Files.writeString(tree.resolve("requirements.txt"), "django\n");
    plan =
        EnvPlan.of(
            new EnvRequest(
                new ProjectNames(new Name("shop")),
                new ChrootSpec(
                    Suite.TRIXIE,
                    new Architecture("amd64"),
                    List.of(),
                    new TreeSet<>(),
                    Duration.ofDays(7),
                    false),
                RequirementsReader.read(tree, tree.resolve("requirements.txt"), tree),
                UnpinnedPolicy.IGNORE,
                Relations.ofLines("venv-debian-requirements.txt", List.of()),
                PipSettings.NONE,
                Map.of(),
                tree,
                folder,
                1,
                "Test <test@localhost>",
                Compression.ZSTD,
                folder.resolve("logs")));
  }

  private static Distribution distribution(String name, String expression, String... names) {
    return new Distribution(
        name, "1.0", "pkg:pypi/" + name + "@1.0", SHA, expression, List.of(names));
  }

  private String bom(List<Distribution> distributions, String... depends) {
    return EnvBom.of(
        plan,
        new EnvFacts(
            "3.13", List.of(), distributions, List.of(depends), Map.of(), 0, 0, List.of()));
  }

  private static Bom valid(String bom) throws Exception {
    JsonParser parser = new JsonParser();
    byte[] bytes = bom.getBytes(StandardCharsets.UTF_8);
    assertThat(parser.validate(bytes, Version.VERSION_16)).isEmpty();
    return parser.parse(bytes);
  }

  @Test
  void validateWhenSomethingIsWrongTells() throws Exception {
    String wrong = bom(List.of(distribution("a", ""))).replace(SHA, "no hash");
    assertThat(
            new JsonParser().validate(wrong.getBytes(StandardCharsets.UTF_8), Version.VERSION_16))
        .isNotEmpty();
  }

  @Test
  void ofWhenProjectsStateTheirLicencesInDifferentWaysIsValid() throws Exception {
    Bom bom =
        valid(
            bom(
                List.of(
                    distribution("a", "MIT OR Apache-2.0"),
                    distribution("b", "", "BSD License", "MIT License"),
                    distribution("c", "", "BSD-3-Clause"),
                    distribution("d", ""),
                    new Distribution("own", "0", "", "", "", List.of())),
                "python3 (>= 3.13~)",
                "python3 (<< 3.14)",
                "libstdc++6 (>= 5) | libother"));
    assertThat(bom.getMetadata().getComponent().getName()).isEqualTo(plan.packageName());
    assertThat(bom.getMetadata().getComponent().getVersion()).isEqualTo("1+deb13");
    assertThat(bom.getComponents())
        .extracting(Component::getPurl)
        .containsExactly(
            "pkg:pypi/a@1.0",
            "pkg:pypi/b@1.0",
            "pkg:pypi/c@1.0",
            "pkg:pypi/d@1.0",
            null,
            "pkg:deb/debian/libstdc%2B%2B6?distro=trixie",
            "pkg:deb/debian/python3?distro=trixie");
    Component first = bom.getComponents().get(0);
    assertThat(first.getHashes()).extracting(hash -> hash.getValue()).containsExactly(SHA);
    assertThat(first.getLicenses().getExpression().getValue()).isEqualTo("MIT OR Apache-2.0");
    assertThat(bom.getComponents().get(1).getLicenses().getLicenses())
        .extracting(licence -> licence.getName())
        .containsExactly("BSD License", "MIT License");
    assertThat(bom.getComponents().get(2).getLicenses().getLicenses())
        .extracting(licence -> licence.getId())
        .containsExactly("BSD-3-Clause");
    assertThat(bom.getComponents().get(3).getLicenses()).isNull();
    assertThat(bom.getComponents().get(6).getProperties())
        .extracting(property -> property.getValue())
        .containsExactly("python3 (>= 3.13~), python3 (<< 3.14)");
    assertThat(bom.getDependencies()).singleElement();
    assertThat(bom.getDependencies().get(0).getDependencies()).hasSize(7);
  }

  @Test
  void ofWhenNothingIsInstalledIsValid() throws Exception {
    assertThat(valid(bom(List.of())).getComponents()).isEmpty();
  }

  @Test
  void ofWhenPartsAreTheSameHasTheSameSerialNumber() throws Exception {
    String first = bom(List.of(distribution("a", "")));
    assertThat(bom(List.of(distribution("a", "")))).isEqualTo(first);
    String other = valid(bom(List.of(distribution("b", "")))).getSerialNumber();
    assertThat(valid(first).getSerialNumber()).isNotEqualTo(other);
  }
}
