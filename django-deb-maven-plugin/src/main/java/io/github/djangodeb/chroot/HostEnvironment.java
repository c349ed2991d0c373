package io.github.djangodeb.chroot;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The environment of tools that an engine runs on the machine that builds. */
final class HostEnvironment {
  /** What apt takes its proxy from. */
  private static final Set<String> PROXIES =
      Set.of("http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy");

  private HostEnvironment() {}

  /** Only what every tool needs. Their messages are looked at, so they are in English. */
  static Map<String, String> plain(Machine machine) {
    return new LinkedHashMap<>(Map.of("PATH", path(machine), "LC_ALL", "C.UTF-8"));
  }

  private static String path(Machine machine) {
    return machine.programs().stream().map(Path::toString).collect(Collectors.joining(":"));
  }

  /** The proxies that this process was given. */
  static Map<String, String> proxies(Map<String, String> environment) {
    Map<String, String> proxies = new LinkedHashMap<>(environment);
    proxies.keySet().retainAll(PROXIES);
    return proxies;
  }
}
