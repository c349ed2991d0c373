package io.github.djangodeb.chroot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.djangodeb.cache.CacheDirectory;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine with too little room in its cache folder. */
@Tag("chroot")
class FullDiskRealTest {
  @TempDir Path folder;

  private Path small;

  @BeforeEach
  void mount() throws BuildFailure, IOException {
    assumeThat(System.getProperty("user.name")).as("mounts").isEqualTo("root");
    small = Files.createDirectory(folder.resolve("small"));
    Shell.run("mount", "-t", "tmpfs", "-o", "size=60m", "small", small.toString());
  }

  @AfterEach
  void unmount() throws BuildFailure {
    if (small != null) {
      Shell.run("umount", small.toString());
    }
  }

  @Test
  void prepareWhenDiskIsFullSaysSoAndLeavesNothing() throws BuildFailure, IOException {
    CacheDirectory cache = new CacheDirectory(small.resolve("cache"));
    try (UnshareEngine engine =
        RealChroots.engine(cache, folder.resolve("logs"), ChrootEvents.none())) {
      assertThat(engine.obstacle(RealChroots.spec(Suite.TRIXIE))).isEmpty();
      assertThatThrownBy(() -> engine.prepare(RealChroots.spec(Suite.TRIXIE)))
          .isInstanceOf(BuildFailure.class)
          .hasMessageStartingWith(
              "the cache folder \""
                  + cache.root()
                  + "\" cannot be written: the disk is full; make room there, or choose another"
                  + " folder with <cacheDirectory>\n");
    }
    try (var family = Files.list(cache.chroots()).filter(Files::isDirectory)) {
      assertThat(family.findFirst().orElseThrow()).isEmptyDirectory();
    }
  }
}
