package io.github.djangodeb.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {
  @TempDir Path root;

  @Test
  void closeWhenUsedDeletesFolderAndLock() throws Exception {
    CacheDirectory cache = new CacheDirectory(root);
    Scratch scratch = Scratch.open(cache);
    Files.writeString(scratch.folder().resolve("file"), "text");
    scratch.close();
    assertThat(cache.loans()).isEmptyDirectory();
    assertThat(cache.locks()).isEmptyDirectory();
  }

  @Test
  void openWhenABuildWasKilledDeletesItsFolderAndNoOther() throws Exception {
    CacheDirectory cache = new CacheDirectory(root);
    Path dead = Files.createDirectories(cache.loans().resolve("dead/below"));
    try (Scratch living = Scratch.open(cache);
        Scratch next = Scratch.open(cache)) {
      assertThat(dead.getParent()).doesNotExist();
      assertThat(living.folder()).isEmptyDirectory();
      assertThat(next.folder()).isEmptyDirectory();
    }
  }
}
