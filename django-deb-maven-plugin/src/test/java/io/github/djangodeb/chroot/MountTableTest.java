package io.github.djangodeb.chroot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djangodeb.name.TargetPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountTableTest {
  private static final Path ROOT = Path.of("/c/s 1/root");

  @TempDir Path proc;

  @Test
  void systemWhenRootProtectsWhatReachesTheKernel() throws IOException {
    Files.createDirectory(proc.resolve("sys"));
    Files.createFile(proc.resolve("sysrq-trigger"));
    assertThat(new MountTable(ROOT).withSystem(false, proc).text())
        .isEqualTo(
            """
            proc /c/s\\0401/root/proc proc nosuid,nodev,noexec 0 0
            devpts /c/s\\0401/root/dev/pts devpts \
            nosuid,noexec,newinstance,ptmxmode=666,mode=620,gid=5 0 0
            tmpfs /c/s\\0401/root/dev/shm tmpfs nosuid,nodev,mode=1777 0 0
            /dev/null /c/s\\0401/root/dev/null none bind 0 0
            /dev/zero /c/s\\0401/root/dev/zero none bind 0 0
            /dev/full /c/s\\0401/root/dev/full none bind 0 0
            /dev/random /c/s\\0401/root/dev/random none bind 0 0
            /dev/urandom /c/s\\0401/root/dev/urandom none bind 0 0
            /dev/tty /c/s\\0401/root/dev/tty none bind 0 0
            /proc/sys /c/s\\0401/root/proc/sys none bind,ro 0 0
            /proc/sysrq-trigger /c/s\\0401/root/proc/sysrq-trigger none bind,ro 0 0
            """);
  }

  @Test
  void systemWhenMappedLeavesThemAsTheyAre() throws IOException {
    Files.createDirectory(proc.resolve("sys"));
    assertThat(new MountTable(ROOT).withSystem(true, proc).text()).doesNotContain("/proc/sys");
  }

  @Test
  void bindWhenReadOnlyKeepsTheLockedOptions() {
    SessionCommand.Bind bind =
        new SessionCommand.Bind(Path.of("/a#b\\c\n d"), new TargetPath("/x/y"), false);
    assertThat(new MountTable(Path.of("/r")).with(bind, Set.of("nosuid")).text())
        .isEqualTo("/a\\043b\\134c\\012\\040d /r/x/y none rbind,ro,nosuid 0 0\n");
  }

  @Test
  void bindWhenWritableAsksForNothing() {
    SessionCommand.Bind bind = new SessionCommand.Bind(Path.of("/a"), new TargetPath("/x"), true);
    assertThat(new MountTable(Path.of("/r")).with(bind, Set.of("nosuid")).text())
        .isEqualTo("/a /r/x none rbind 0 0\n");
  }

  @Test
  void lockedWhenMountsAreNestedAreTheInnermostOnes() {
    HostMounts mounts =
        new HostMounts(
            List.of(
                "21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda rw",
                "22 21 0:5 / /tmp rw,nosuid,nodev - tmpfs tmpfs rw",
                "23 22 0:6 / /tmp/a\\040b rw,noexec - tmpfs tmpfs rw"));
    assertThat(mounts.locked(Path.of("/home"))).containsExactly("relatime");
    assertThat(mounts.locked(Path.of("/tmp/x"))).containsExactly("nosuid", "nodev");
    assertThat(mounts.locked(Path.of("/tmp/a b/c"))).containsExactly("noexec");
    assertThat(mounts.locked(Path.of("/tmpfile"))).containsExactly("relatime");
  }
}
