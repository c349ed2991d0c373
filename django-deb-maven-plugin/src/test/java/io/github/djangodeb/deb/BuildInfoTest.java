package io.github.djangodeb.deb;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.DebianVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildInfoTest {
  @TempDir Path folder;

  @Test
  void textWhenPackageIsWrittenHasItsChecksumsAndWhatItWasBuiltAmong() throws Exception {
    ControlFields control =
        new ControlFields(
            "shop-site",
            new DebianVersion("1.2"),
            Architecture.ALL,
            "Ada <ada@example.org>",
            "web",
            List.of(),
            List.of(),
            "",
            "a shop",
            List.of());
    BuildInfo record =
        new BuildInfo(
            control,
            new Architecture("amd64"),
            List.of("libc6 (= 2.41-12)", "tzdata (= 2025b-4)"),
            new TreeMap<>(Map.of("TZ", "UTC", "ODD", "a \"b\" \\c")));
    Path deb = Files.writeString(folder.resolve("draft"), "hello\n");
    assertThat(record.text(deb))
        .isEqualTo(
            """
            Format: 1.0
            Source: shop-site
            Binary: shop-site
            Architecture: all
            Version: 1.2
            Checksums-Md5:
             b1946ac92492d2347c6235b4d2611184 6 shop-site_1.2_all.deb
            Checksums-Sha1:
             f572d396fae9206628714fb2ce00f72e94f2258f 6 shop-site_1.2_all.deb
            Checksums-Sha256:
             5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03 6 shop-site_1.2_all.deb
            Build-Origin: Debian
            Build-Architecture: amd64
            Installed-Build-Depends:
             libc6 (= 2.41-12),
             tzdata (= 2025b-4)
            Environment:
             ODD="a \\"b\\" \\\\c"
             TZ="UTC"
            """);
  }

  @Test
  void nameForWhenPackageIsGivenHasAnotherEnding() {
    assertThat(BuildInfo.nameFor("shop-site_1.2_all.deb")).isEqualTo("shop-site_1.2_all.buildinfo");
  }
}
