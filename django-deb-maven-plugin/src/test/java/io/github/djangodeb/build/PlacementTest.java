package io.github.djangodeb.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacementTest {
  private static final Pattern SRC = Pattern.compile("shop-src-[0-9a-f]{12}_[^_]+_[^_]+\\.deb");

  @TempDir Path folder;

  @Test
  void placeWhenAnEarlierBuildLeftOneReplacesIt() throws IOException, BuildFailure {
    Path target = Files.createDirectories(folder.resolve("target"));
    Path earlier = Files.writeString(target.resolve("shop-src-000000000000_1_all.deb"), "old");
    Path others = Files.writeString(target.resolve("shop-srcs_1_all.deb"), "another's");
    Path placed = place(target);
    assertThat(placed).hasContent("new").hasFileName("shop-src-111111111111_2_all.deb");
    assertThat(earlier).doesNotExist();
    assertThat(others).exists();
  }

  @Test
  void placeWhenItIsThereLeavesItAlone() throws IOException, BuildFailure {
    Path target = folder.resolve("target");
    Object first = Files.getAttribute(place(target), "unix:ino");
    assertThat(Files.getAttribute(place(target), "unix:ino")).isEqualTo(first);
  }

  @Test
  void placeWhenKilledBuildsLeftDraftsDeletesThem() throws IOException, BuildFailure {
    Path target = Files.createDirectories(folder.resolve("target"));
    Path foreign = Files.writeString(target.resolve(".flattened-pom.xml"), "another's");
    List<Path> drafts =
        List.of(
            Files.writeString(target.resolve(".shop-env-000000000000_1_amd64.deb"), "half"),
            Files.writeString(target.resolve(".shop-env-000000000000_1_amd64.buildinfo"), "half"),
            Files.writeString(target.resolve(".shop-env-000000000000.cdx.json"), "half"));
    place(target);
    assertThat(drafts).allSatisfy(draft -> assertThat(draft).doesNotExist());
    assertThat(foreign).exists();
  }

  @Test
  void placeWhenSeveralComeTogetherKeepsEachAndNoOther() throws IOException, BuildFailure {
    Path target = Files.createDirectories(folder.resolve("target"));
    Path cached = Files.writeString(folder.resolve("cached.deb"), "new");
    Path gone = Files.writeString(target.resolve("shop-site-rome_1_all.deb"), "old");
    List<Path> placed =
        new Placement(target)
            .place(
                List.of(
                    new Artifact(cached, "shop-site-paris_1_all.deb"),
                    new Artifact(cached, "shop-site-berlin_1_all.deb")),
                Pattern.compile("shop-site(?:-[a-z0-9-]+)?_[^_]+_[^_]+\\.deb"));
    assertThat(placed)
        .allSatisfy(deb -> assertThat(deb).exists())
        .extracting(deb -> deb.getFileName().toString())
        .containsExactly("shop-site-paris_1_all.deb", "shop-site-berlin_1_all.deb");
    assertThat(gone).doesNotExist();
  }

  private Path place(Path target) throws IOException, BuildFailure {
    Path cached = folder.resolve("cached.deb");
    if (Files.notExists(cached)) {
      Files.writeString(cached, "new");
    }
    return new Placement(target)
        .place(List.of(new Artifact(cached, "shop-src-111111111111_2_all.deb")), SRC)
        .get(0);
  }
}
