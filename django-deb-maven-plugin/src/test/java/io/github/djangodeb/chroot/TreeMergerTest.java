package io.github.djangodeb.chroot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeMergerTest {
  @TempDir Path folder;

  private Path from;
  private Path to;

  @BeforeEach
  void make() throws IOException {
    from = Files.createDirectories(folder.resolve("from"));
    to = folder.resolve("to");
    Files.createDirectories(from.resolve("deep/folder"));
    Files.writeString(from.resolve("deep/folder/file"), "text");
    Files.createSymbolicLink(from.resolve("link"), Path.of("/nowhere/at/all"));
  }

  @Test
  void copyWhenNothingIsThereMakesTheSame() throws IOException {
    Path program = Files.writeString(from.resolve("program"), "#!/bin/sh");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-x---"));
    FileTime time = FileTime.from(Instant.parse("2020-02-02T02:02:02Z"));
    Files.setLastModifiedTime(from.resolve("deep/folder"), time);
    TreeMerger.copy(from, to);
    assertThat(to.resolve("deep/folder/file")).hasContent("text");
    assertThat(Files.readSymbolicLink(to.resolve("link"))).hasToString("/nowhere/at/all");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(to.resolve("program"))))
        .isEqualTo("rwxr-x---");
    assertThat(Files.getLastModifiedTime(to.resolve("deep/folder"))).isEqualTo(time);
  }

  @Test
  void copyWhenATreeIsThereReplacesWhatChangedAndLeavesTheRest() throws IOException {
    TreeMerger.copy(from, to);
    Files.writeString(to.resolve("other"), "stays");
    Object same = Files.getAttribute(to.resolve("deep/folder/file"), "unix:ino");
    Files.writeString(from.resolve("deep/fresh"), "new");
    Files.delete(from.resolve("link"));
    Files.writeString(from.resolve("link"), "a file now");
    TreeMerger.copy(from, to);
    assertThat(to.resolve("other")).hasContent("stays");
    assertThat(to.resolve("deep/fresh")).hasContent("new");
    assertThat(Files.isRegularFile(to.resolve("link"), LinkOption.NOFOLLOW_LINKS)).isTrue();
    assertThat(Files.getAttribute(to.resolve("deep/folder/file"), "unix:ino")).isEqualTo(same);
  }

  @Test
  void copyWhenItIsAFileCopiesIt() throws IOException {
    TreeMerger.copy(from.resolve("deep/folder/file"), to);
    assertThat(to).hasContent("text");
  }
}
