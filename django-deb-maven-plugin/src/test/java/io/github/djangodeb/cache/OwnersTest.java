package io.github.djangodeb.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose files are trusted. */
class OwnersTest {
  @Test
  void effectiveUidWhenProcessIsOfAUserIsThatUsers() {
    assertThat(Owners.effectiveUid("Name:\tjava\nUid:\t1000\t1001\t1002\t1003\nGid:\t1\t1\n"))
        .isEqualTo(1001);
  }

  @Test
  void trustedWhenThisProcessHasMadeTheFileIsTrue(@TempDir Path folder) throws IOException {
    assertThat(Owners.trusted(Files.createFile(folder.resolve("mine")))).isTrue();
    assertThat(Owners.trusted(folder.resolve("absent"))).isFalse();
  }
}
