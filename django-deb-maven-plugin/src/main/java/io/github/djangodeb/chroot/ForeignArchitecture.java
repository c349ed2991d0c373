package io.github.djangodeb.chroot;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.process.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sees that this machine runs the programs of a chroot of another architecture: by itself, as amd64
 * does i386's, or by qemu, which the kernel starts for them.
 *
 * <p>mmdebstrap would say the same after a while, and in words for those who know what qemu is.
 */
final class ForeignArchitecture {
  private static final String TRIAL = "arch-test";
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Path UNWANTED = Path.of("/dev/null");

  /** What qemu calls processors that Debian calls otherwise. */
  private static final Map<String, String> QEMU =
      Map.of("amd64", "x86_64", "arm64", "aarch64", "armhf", "arm", "ppc64el", "ppc64le");

  private final Tools tools;
  private final Architecture own;

  /**
   * @param own the machine's
   */
  ForeignArchitecture(Tools tools, Architecture own) {
    this.tools = tools;
    this.own = own;
  }

  /**
   * Returns if a chroot of the architecture can be made and entered.
   *
   * @throws BuildFailure if it cannot, and what to do
   */
  void require(Architecture wanted) throws BuildFailure {
    if (wanted.equals(own)) {
      return;
    }
    if (!tools.machine().has(TRIAL)) {
      throw refused(wanted, "the program \"arch-test\", which tells so, is not installed");
    }
    Outcome outcome =
        tools
            .launcher()
            .run(tools.command(List.of(TRIAL, wanted.text()), LIMIT), UNWANTED, line -> {});
    if (!outcome.succeeded()) {
      throw refused(wanted, "arch-test says \"" + String.join(" ", outcome.lastLines()) + "\"");
    }
    if (isLeftOutside(wanted)) {
      throw refused(
          wanted,
          "qemu is registered without the flag F, so that a chroot would need a copy of it");
    }
  }

  /** Without the flag the kernel looks for qemu at its path in the chroot, where it is not. */
  private boolean isLeftOutside(Architecture wanted) {
    String name = QEMU.getOrDefault(wanted.text(), wanted.text());
    Optional<String> flags =
        tools.machine().lines("/proc/sys/fs/binfmt_misc/qemu-" + name).stream()
            .filter(line -> line.startsWith("flags:"))
            .findFirst();
    return flags.filter(line -> !line.contains("F")).isPresent();
  }

  private BuildFailure refused(Architecture wanted, String why) {
    String prefix = tools.machine().isRoot() ? "" : "sudo ";
    return BuildFailure.ofMachine(
        "<architecture>: this machine, of "
            + own
            + ", does not run programs of \""
            + wanted
            + "\": "
            + why
            + ": run \""
            + prefix
            + "apt-get install arch-test qemu-user-static\" (in a container, the second on the"
            + " machine around it), or build on a machine of "
            + wanted);
  }
}
