package io.github.djangodeb.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SameVersionTest {
  private static final String FILE = "shop-site_1.2_all.deb";

  @TempDir Path folder;
  private Path target;

  @BeforeEach
  void makeTarget() throws IOException {
    target = Files.createDirectory(folder.resolve("target"));
  }

  private Optional<String> doubt(String version, String content) throws IOException, BuildFailure {
    Path cached = Files.writeString(folder.resolve("cached.deb"), content);
    return new SameVersion(target, version).doubt(new Artifact(cached, FILE));
  }

  @Test
  void doubtWhenAReleaseIsBuiltAnewWithOtherContentTellsIt() throws Exception {
    Files.writeString(target.resolve(FILE), "one");
    assertThat(doubt("1.2", "two"))
        .contains(
            "shop-site_1.2_all.deb in target/ is of the same <version>, 1.2, with other content, and"
                + " is replaced: where that one is installed or published, apt does not take this"
                + " one for an upgrade. Raise <version>, if it has left this machine");
  }

  @Test
  void doubtWhenTheEarlierOneWasSetAsideTellsItToo() throws Exception {
    Path aside = Files.createDirectories(EarlierSites.folder(target));
    Files.writeString(aside.resolve(FILE), "one");
    assertThat(doubt("1.2", "two")).isPresent();
    assertThat(doubt("1.2", "one")).isEmpty();
  }

  @Test
  void doubtWhenItIsTheSameOrTheFirstOrASnapshotIsNone() throws Exception {
    assertThat(doubt("1.2", "one")).isEmpty();
    Files.writeString(target.resolve(FILE), "one");
    assertThat(doubt("1.2", "one")).isEmpty();
    assertThat(doubt("1.2-SNAPSHOT", "two")).isEmpty();
  }
}
