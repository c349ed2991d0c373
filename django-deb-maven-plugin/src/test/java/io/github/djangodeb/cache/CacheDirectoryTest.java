package io.github.djangodeb.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.file.NewFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheDirectoryTest {
  private static final Path HOME = Path.of("/home/joe");

  @TempDir Path folder;

  @Test
  void ofUserWhenNothingIsConfiguredIsInTheHomeFolder() {
    assertThat(CacheDirectory.ofUser(Map.of(), HOME).root())
        .hasToString("/home/joe/.cache/django-deb");
  }

  @Test
  void ofUserWhenCacheHomeIsConfiguredIsThere() {
    assertThat(CacheDirectory.ofUser(Map.of("XDG_CACHE_HOME", "/c"), HOME).root())
        .hasToString("/c/django-deb");
  }

  @Test
  void ofUserWhenCacheHomeIsRelativeIgnoresIt() {
    assertThat(CacheDirectory.ofUser(Map.of("XDG_CACHE_HOME", "c"), HOME).root())
        .hasToString("/home/joe/.cache/django-deb");
  }

  @Test
  void foldersWhenMissingAreMadeForTheUserAlone() throws BuildFailure, IOException {
    CacheDirectory cache = new CacheDirectory(folder.resolve("a/b"));
    for (Path made :
        new Path[] {
          cache.chroots(),
          cache.packages(),
          cache.git(),
          cache.sessions(),
          cache.pip(),
          cache.locks()
        }) {
      assertThat(made).isDirectory().hasParent(cache.root());
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache.root())))
        .isEqualTo("rwx------");
  }

  @Test
  void foldersWhenFileIsInTheWayNameTheParameter() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> new CacheDirectory(file.resolve("cache")).packages())
        .isInstanceOf(BuildFailure.class)
        .hasMessage(
            "the cache folder \""
                + file
                + "/cache/packages\" cannot be written: \""
                + file
                + "\" is a file, not a folder; choose another with <cacheDirectory>");
    assertThatThrownBy(() -> new CacheDirectory(file).locks())
        .hasMessageContaining(": \"" + file + "\" is a file, not a folder; choose");
  }

  /** Neither has room, and neither is full. */
  @Test
  void foldersWhenTheKernelMakesNoneThereSaysSo() {
    Path system = Path.of("/proc/django-deb");
    assertThatThrownBy(() -> new CacheDirectory(system).locks())
        .hasMessage(
            "the cache folder \"/proc/django-deb/locks\" cannot be written: nothing can be made in"
                + " \"/proc\"; mend that, or choose another folder with <cacheDirectory>");
    assertThat(
            DiskFault.of(
                Path.of("/sys/x"),
                new FileSystemException("/sys/x", null, "Operation not permitted")))
        .hasMessageNotContaining("full");
    assertThat(NewFile.failure(system, new IOException("refused"))).hasMessageNotContaining("full");
  }

  @Test
  void faultWhenDiskIsFullSaysSo() {
    assertThat(DiskFault.of(folder, new IOException("No space left on device")))
        .hasMessage(
            "the cache folder \""
                + folder
                + "\" cannot be written: the disk is full; make room there, or choose another"
                + " folder with <cacheDirectory>");
  }

  @Test
  void faultWhenQuotaIsUsedUpSaysThatTheDiskIsFull() {
    assertThat(DiskFault.of(folder, new IOException("/x: Disk quota exceeded")))
        .hasMessageContaining("the disk is full;");
  }

  @Test
  void faultWhenFileSystemIsReadOnlySaysSo() {
    assertThat(DiskFault.of(folder, new IOException("/x: Read-only file system")))
        .hasMessage(
            "the cache folder \""
                + folder
                + "\" cannot be written: its file system is read-only; choose another folder with"
                + " <cacheDirectory>");
  }

  @Test
  void faultWhenPermissionIsMissingSaysSo() {
    assertThat(DiskFault.of(folder, new AccessDeniedException("/x")))
        .hasMessage(
            "the cache folder \""
                + folder
                + "\" cannot be written: permission denied; make it yours, or choose another"
                + " folder with <cacheDirectory>");
  }
}
