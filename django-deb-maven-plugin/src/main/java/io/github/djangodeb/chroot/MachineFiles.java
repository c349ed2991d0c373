package io.github.djangodeb.chroot;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The files that a session has of this machine: how names are resolved. */
final class MachineFiles {
  private static final String OWN_NAME = "127.0.1.1 django-deb\n";

  private MachineFiles() {}

  /** Their texts, by their paths. */
  static Map<String, String> of(Machine machine) {
    Map<String, String> files = new TreeMap<>();
    files.put("/etc/resolv.conf", text(machine.lines("/etc/resolv.conf")));
    files.put("/etc/hosts", text(machine.lines("/etc/hosts")) + OWN_NAME);
    return files;
  }

  private static String text(List<String> lines) {
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }
}
