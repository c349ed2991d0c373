package io.github.djangodeb.chroot;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The mounts of one command besides its root, as {@code fstab(5)}. */
final class MountTable {
  /**
   * What root could reach the kernel with. In a user namespace these belong to nobody, and cannot
   * be mounted over either.
   */
  private static final List<String> KERNEL_FILES =
      List.of("sys", "sysrq-trigger", "irq", "bus", "fs");

  private static final List<String> DEVICES =
      List.of("null", "zero", "full", "random", "urandom", "tty");

  private final Path root;
  private final List<String> lines = new ArrayList<>();

  /**
   * @param root where the chroot's root is mounted
   */
  MountTable(Path root) {
    this.root = root;
  }

  /** /proc, /dev and what belongs to them. */
  MountTable withSystem(boolean mapped, Path proc) {
    add("proc", "proc", "proc", "nosuid,nodev,noexec");
    add("devpts", "dev/pts", "devpts", "nosuid,noexec,newinstance,ptmxmode=666,mode=620,gid=5");
    add("tmpfs", "dev/shm", "tmpfs", "nosuid,nodev,mode=1777");
    DEVICES.forEach(device -> add("/dev/" + device, "dev/" + device, "none", "bind"));
    if (!mapped) {
      KERNEL_FILES.stream()
          .filter(name -> proc.resolve(name).toFile().exists())
          .forEach(name -> add("/proc/" + name, "proc/" + name, "none", "bind,ro"));
    }
    return this;
  }

  /**
   * A file or folder of the machine.
   *
   * @param locked options of the mount that it lies on, which a user namespace may not take away
   */
  MountTable with(SessionCommand.Bind bind, Set<String> locked) {
    List<String> options = new ArrayList<>(List.of("rbind"));
    if (!bind.writable()) {
      options.add("ro");
      options.addAll(locked);
    }
    add(
        bind.host().toAbsolutePath().toString(),
        bind.at().relativeToRoot(),
        "none",
        String.join(",", options));
    return this;
  }

  private void add(String source, String at, String type, String options) {
    lines.add(String.join(" ", escape(source), escape(root + "/" + at), type, options, "0", "0"));
  }

  private static String escape(String field) {
    return field
        .replace("\\", "\\134")
        .replace(" ", "\\040")
        .replace("\t", "\\011")
        .replace("\n", "\\012")
        .replace("#", "\\043");
  }

  String text() {
    return String.join("\n", lines) + "\n";
  }
}
