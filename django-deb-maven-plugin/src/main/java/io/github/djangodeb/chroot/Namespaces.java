package io.github.djangodeb.chroot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How this process's user becomes root in namespaces of its own.
 *
 * <p>Root needs no user namespace. A normal user becomes root in one, where the ids from 1 on are
 * the user's subordinate ids; what root makes there belongs to the user outside.
 *
 * @param mapped whether there is a user namespace
 * @param identity a word for who owns what is made: trees of one owner are useless to another
 */
record Namespaces(boolean mapped, String identity) {
  /** Kills the command when the thread that started it dies, and Maven with it. */
  private static final List<String> DIES_WITH_MAVEN = List.of("setpriv", "--pdeathsig", "KILL");

  private static final List<String> MAPPED = List.of("--map-auto", "--map-root-user");

  static Namespaces of(Machine machine) {
    if (machine.isRoot()) {
      return new Namespaces(false, "root");
    }
    Optional<SubordinateIds> ids = SubordinateIds.of(machine, "/etc/subuid");
    return new Namespaces(
        true, machine.uid() + "-" + ids.map(range -> String.valueOf(range.start())).orElse("none"));
  }

  /**
   * A command of a session: sees no mount, process, message queue or machine name of the host's.
   */
  List<String> session(List<String> command) {
    return unshare(
        List.of("--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child"), command);
  }

  /** A command that makes a root: as root, with mounts and processes of its own. */
  List<String> bootstrap(List<String> command) {
    return unshare(List.of("--mount", "--pid", "--mount-proc", "--fork", "--kill-child"), command);
  }

  /** A command that may change and delete what root made in a session. */
  List<String> owner(List<String> command) {
    return mapped ? join(List.of("unshare"), MAPPED, List.of("--"), command) : command;
  }

  private List<String> unshare(List<String> options, List<String> command) {
    return join(
        DIES_WITH_MAVEN,
        List.of("unshare"),
        options,
        mapped ? MAPPED : List.of(),
        List.of("--"),
        command);
  }

  @SafeVarargs
  private static List<String> join(List<String>... parts) {
    List<String> all = new ArrayList<>();
    for (List<String> part : parts) {
      all.addAll(part);
    }
    return List.copyOf(all);
  }

  /**
   * Options of the overlay mount, each with a comma before it. Its upper directory is deleted with
   * the session or moved away when it is a layer, so it need not survive a power cut: {@code
   * volatile} spares the sync of the whole disk at the end of every command.
   */
  String overlayOptions() {
    return mapped ? ",userxattr,volatile" : ",redirect_dir=nofollow,metacopy=off,volatile";
  }
}
