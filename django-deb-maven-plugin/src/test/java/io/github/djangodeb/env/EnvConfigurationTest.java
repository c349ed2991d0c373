package io.github.djangodeb.env;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djangodeb.deb.Relations;
import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.Suite;
import io.github.djangodeb.requirements.RequirementsReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvConfigurationTest {
  private static final Architecture AMD64 = new Architecture("amd64");

  @TempDir Path folder;

  private EnvConfiguration configuration(
      Suite suite, String requirements, String relations, PipSettings pip) throws Exception {
    Path file = Files.writeString(folder.resolve("requirements.txt"), requirements);
    return new EnvConfiguration(
        suite,
        AMD64,
        RequirementsReader.read(folder, file, folder),
        Relations.ofLines("venv-debian-requirements.txt", List.of(relations.split("\n"))),
        PipAccessResolver.resolve(pip, folder),
        List.of(),
        1);
  }

  @Test
  void hashWhenTheRevisionIsRaisedIsAnother() throws Exception {
    EnvConfiguration first = configuration(Suite.TRIXIE, "django\n", "libpq-dev", PipSettings.NONE);
    EnvConfiguration second =
        new EnvConfiguration(
            first.suite(),
            first.architecture(),
            first.requirements(),
            first.relations(),
            first.pip(),
            List.of(),
            2);
    assertThat(second.hash()).isNotEqualTo(first.hash());
  }

  private String hash(String requirements, String relations) throws Exception {
    return configuration(Suite.TRIXIE, requirements, relations, PipSettings.NONE).hash().text();
  }

  @Test
  void hashWhenOnlyOrderCommentsOrPlacesDifferIsTheSame() throws Exception {
    String one = hash("django\ngunicorn", "libpq-dev\nlibcairo2 (>= 1)");
    assertThat(hash("# web\ngunicorn\nDjango # x", "libcairo2(>=1), libpq-dev")).isEqualTo(one);
    assertThat(
            hash("-i https://u:${P}@host/simple\ndjango\ngunicorn", "libpq-dev\nlibcairo2 (>= 1)"))
        .isEqualTo(one);
    PipSettings elsewhere =
        PipSettings.NONE.with(PipOption.INDEX_URL, List.of("https://other/simple"));
    assertThat(
            configuration(
                    Suite.TRIXIE, "django\ngunicorn", "libpq-dev\nlibcairo2 (>= 1)", elsewhere)
                .hash()
                .text())
        .isEqualTo(one);
  }

  @Test
  void hashWhenAnythingThatDecidesTheContentDiffersIsAnother() throws Exception {
    Files.writeString(folder.resolve("c.txt"), "django<5");
    PipSettings constrained = PipSettings.NONE.with(PipOption.CONSTRAINT, List.of("c.txt"));
    PipSettings pre = PipSettings.NONE.with(PipOption.PRE, true);
    Set<String> hashes =
        Stream.of(
                configuration(Suite.TRIXIE, "django", "", PipSettings.NONE),
                configuration(Suite.BOOKWORM, "django", "", PipSettings.NONE),
                configuration(Suite.TRIXIE, "django==4", "", PipSettings.NONE),
                configuration(Suite.TRIXIE, "django", "libpq-dev", PipSettings.NONE),
                configuration(Suite.TRIXIE, "-c c.txt\ndjango", "", PipSettings.NONE),
                configuration(Suite.TRIXIE, "django", "", constrained),
                configuration(Suite.TRIXIE, "django", "", pre))
            .map(configuration -> configuration.hash().text())
            .collect(Collectors.toSet());
    assertThat(hashes).hasSize(7);
  }

  /** A new value here gives every existing virtualenv another name: raise the layout on purpose. */
  @Test
  void hashWhenNothingChangedIsWhatItWas() throws Exception {
    EnvConfiguration configuration =
        configuration(Suite.TRIXIE, "django>=4.2\ngunicorn", "libpq-dev", PipSettings.NONE);
    assertThat(configuration.lines())
        .containsExactly(
            "layout 1",
            "suite trixie",
            "requirement django>=4.2",
            "requirement gunicorn",
            "debian libpq-dev");
    assertThat(configuration.hash().text()).isEqualTo("d21e0ec21ff1");
  }

  @Test
  void cacheNameWhenDebianPackagesDifferIsAnother() throws Exception {
    String one = configuration(Suite.TRIXIE, "a", "", PipSettings.NONE).cacheName();
    assertThat(configuration(Suite.TRIXIE, "b", "", PipSettings.NONE).cacheName()).isEqualTo(one);
    assertThat(configuration(Suite.TRIXIE, "a", "libyaml-dev", PipSettings.NONE).cacheName())
        .isNotEqualTo(one)
        .startsWith("trixie-amd64-");
  }
}
