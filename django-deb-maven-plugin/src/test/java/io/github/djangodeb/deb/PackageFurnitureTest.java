package io.github.djangodeb.deb;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.DebianVersion;
import io.github.djangodeb.name.Name;
import io.github.djangodeb.name.TargetPath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changelog, copyright, overrides and the script that packages share. */
class PackageFurnitureTest {
  private static final Instant TIME = Instant.parse("2026-11-03T10:15:00Z");
  private static final TargetPath DIRECTORY = new TargetPath("/usr/lib/shop-src/0123456789ab");

  private static Documentation documentation(String version) {
    ControlFields control =
        new ControlFields(
            "shop-src-0123456789ab",
            new DebianVersion(version),
            Architecture.ALL,
            "Ada <ada@example.org>",
            "web",
            List.of(),
            List.of(),
            "",
            "source",
            List.of());
    return new Documentation(
        control, TIME, "Package shop.", Documentation.copyrightOf("shop", TIME));
  }

  private static String text(DebEntry entry) {
    return new String(((DebEntry.RegularFile) entry).bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void entriesWhenWrittenHaveChangelogAsGzipLeavesIt() throws IOException {
    byte[] changelog = ((DebEntry.RegularFile) documentation("1").entries().get(0)).bytes();

    assertThat(changelog).startsWith(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3);
    assertThat(new GZIPInputStream(new ByteArrayInputStream(changelog)).readAllBytes())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(
            """
            shop-src-0123456789ab (1) unstable; urgency=medium

              * Package shop.

             -- Ada <ada@example.org>  Tue, 03 Nov 2026 10:15:00 +0000
            """);
  }

  @ParameterizedTest
  @CsvSource({"1.2, changelog.gz", "1.2-1, changelog.Debian.gz", "1+deb13, changelog.gz"})
  void entriesWhenVersionHasRevisionNameTheChangelogForIt(String version, String name) {
    DebEntry.RegularFile changelog = (DebEntry.RegularFile) documentation(version).entries().get(0);

    assertThat(changelog.at()).hasToString("/usr/share/doc/shop-src-0123456789ab/" + name);
  }

  @Test
  void entriesWhenRightsAreUnknownHaveANoticeWithTheYear() {
    assertThat(text(documentation("1").entries().get(1)))
        .contains("Copyright: 2026 the authors of \"shop\"");
  }

  @Test
  void entryWhenCompressedWithZstdHasEachReasonAboveItsTag() {
    LintianOverrides.Override own = new LintianOverrides.Override("a-tag", "*x*", "Because.");

    assertThat(text(new LintianOverrides("shop", Compression.ZSTD, List.of(own)).entry()))
        .isEqualTo(
            """
            # dpkg of Debian 12 and later reads zstd; only Debian's own archive does not take it.
            shop: malformed-deb-archive *data.tar.zst*
            # Because.
            shop: a-tag *x*
            """);
    assertThat(text(new LintianOverrides("shop", Compression.XZ, List.of(own)).entry()))
        .isEqualTo("# Because.\nshop: a-tag *x*\n");
  }

  @Test
  void ofFilesAsTheyComeWhenReadGivesEachAReasonAndTheDirectory() {
    assertThat(LintianOverrides.ofFilesAsTheyCome(DIRECTORY))
        .hasSizeGreaterThan(20)
        .allSatisfy(one -> assertThat(one.reason()).endsWith("."))
        .allSatisfy(one -> assertThat(one.context()).isEqualTo("*usr/lib/shop-src/0123456789ab/*"))
        .extracting(LintianOverrides.Override::tag)
        .doesNotHaveDuplicates()
        .contains("privacy-breach-generic", "embedded-javascript-library");
  }

  @Test
  void ofWhenFilledHasTheValuesOfThePackage() {
    MaintainerScript script = UseWarning.of("shop-src-0123456789ab", DIRECTORY, new Name("shop"));

    assertThat(script.kind()).isEqualTo(MaintainerScript.Kind.PRERM);
    assertThat(script.text()).startsWith("#!/bin/sh\n").contains("sites='/var/lib/shop-site'\n");
  }
}
