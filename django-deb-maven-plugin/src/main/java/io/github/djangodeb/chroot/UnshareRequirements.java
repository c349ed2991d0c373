package io.github.djangodeb.chroot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the unshare engine needs on the machine, as far as looking at files tells. */
final class UnshareRequirements {
  private static final List<String> ID_FILES = List.of("/etc/subuid", "/etc/subgid");

  /** Programs, with the Debian package each is in. */
  private static final Map<String, String> PROGRAMS = programs();

  private final Machine machine;

  UnshareRequirements(Machine machine) {
    this.machine = machine;
  }

  private static Map<String, String> programs() {
    Map<String, String> packages = new LinkedHashMap<>();
    packages.put("mmdebstrap", "mmdebstrap");
    packages.put("unshare", "util-linux");
    packages.put("setpriv", "util-linux");
    packages.put("mount", "mount");
    packages.put("apt-get", "apt");
    return packages;
  }

  /** The first thing that is missing, and how to get it. */
  Optional<String> missing() {
    for (Map.Entry<String, String> program : PROGRAMS.entrySet()) {
      if (!machine.has(program.getKey())) {
        return Optional.of(
            "the program \""
                + program.getKey()
                + "\" is not installed: run \""
                + asRoot("apt-get install " + program.getValue())
                + "\"");
      }
    }
    return machine.isRoot() ? Optional.empty() : missingForUser();
  }

  private Optional<String> missingForUser() {
    for (String program : List.of("newuidmap", "newgidmap")) {
      if (!machine.has(program)) {
        return Optional.of(
            "the program \""
                + program
                + "\", which users other than root need, is not installed: run \""
                + asRoot("apt-get install uidmap")
                + "\"");
      }
    }
    List<String> without = new ArrayList<>(ID_FILES);
    without.removeIf(file -> SubordinateIds.of(machine, file).isPresent());
    return without.isEmpty() ? Optional.empty() : Optional.of(tellNoIds(without));
  }

  private String tellNoIds(List<String> files) {
    String span = SubordinateIds.free(machine, ID_FILES).span();
    return "the user \""
        + machine.user()
        + "\" has no range of "
        + SubordinateIds.ENOUGH
        + " subordinate ids in "
        + String.join(" and ", files)
        + ": run \""
        + asRoot("usermod --add-subuids " + span + " --add-subgids " + span + " " + machine.user())
        + "\"";
  }

  private String asRoot(String command) {
    return machine.isRoot() ? command : "sudo " + command;
  }
}
