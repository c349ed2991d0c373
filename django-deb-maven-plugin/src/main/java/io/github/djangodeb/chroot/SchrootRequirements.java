package io.github.djangodeb.chroot;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the schroot engine needs on the machine, as far as looking at files tells. */
final class SchrootRequirements {
  private final Machine machine;

  SchrootRequirements(Machine machine) {
    this.machine = machine;
  }

  /** The first thing that is missing, and how to get it. */
  Optional<String> missing(ChrootSpec spec) {
    return missingProgram()
        .or(() -> missingChroot(SchrootConfig.of(spec)))
        .or(() -> machine.isRoot() ? Optional.empty() : notInGroup());
  }

  /** The program, if it is missing. */
  Optional<String> missingProgram() {
    return machine.has("schroot")
        ? Optional.empty()
        : Optional.of(
            "the program \"schroot\" is not installed: run \""
                + asRoot("apt-get install schroot")
                + "\"");
  }

  private Optional<String> missingChroot(SchrootConfig config) {
    return config.base(machine).isPresent()
        ? Optional.empty()
        : Optional.of(
            "schroot has no chroot of \""
                + config.suite()
                + "\" for "
                + config.architecture()
                + " ("
                + config.file()
                + "): let an administrator make it once with \""
                + command(config.suite().toString())
                + "\"");
  }

  /** What an administrator types. */
  static String command(String suite) {
    return "sudo mvn django-deb:chroot -Ddjango-deb.engine=schroot -Ddjango-deb.suite=" + suite;
  }

  private Optional<String> notInGroup() {
    Optional<String[]> group =
        machine.lines("/etc/group").stream()
            .map(line -> line.split(":", -1))
            .filter(fields -> fields[0].equals(SchrootConfig.GROUP) && fields.length > 3)
            .findFirst();
    if (group.isPresent() && ofThisProcess().contains(group.get()[2])) {
      return Optional.empty();
    }
    boolean member =
        group.isPresent() && Arrays.asList(group.get()[3].split(",")).contains(machine.user());
    return Optional.of(
        "the user \""
            + machine.user()
            + "\" is not in the group \""
            + SchrootConfig.GROUP
            + (member
                ? "\" yet, though it was added: log in again"
                : "\", which alone may build in it: let an administrator run \"sudo adduser "
                    + machine.user()
                    + " "
                    + SchrootConfig.GROUP
                    + "\", and log in again"));
  }

  private List<String> ofThisProcess() {
    return machine.lines("/proc/self/status").stream()
        .filter(line -> line.startsWith("Groups:") || line.startsWith("Gid:"))
        .flatMap(line -> Arrays.stream(line.substring(line.indexOf(':') + 1).strip().split("\\s+")))
        .toList();
  }

  private String asRoot(String command) {
    return machine.isRoot() ? command : "sudo " + command;
  }
}
