package io.github.djangodeb.chroot;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The environment of tools that an engine runs on the machine that builds. */
final class HostEnvironment {
  private HostEnvironment() {}

  /** Only what every tool needs. Their messages are looked at, so they are in English. */
  static Map<String, String> plain(Machine machine) {
    return new LinkedHashMap<>(Map.of("PATH", path(machine), "LC_ALL", "C.UTF-8"));
  }

  private static String path(Machine machine) {
    return machine.programs().stream().map(Path::toString).collect(Collectors.joining(":"));
  }
}
