package io.github.djangodeb.chroot;

import io.github.djangodeb.name.Architecture;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the host engine needs of the machine, as far as looking at files tells. */
final class HostRequirements {
  /** What container managers leave in their containers. */
  private static final java.util.List<String> MARKS =
      java.util.List.of(
          "/run/systemd/container", "/.dockerenv", "/run/.containerenv", "/dev/.lxc-boot-id");

  private final Machine machine;
  private final Map<String, String> environment;

  /**
   * @param environment this process's
   */
  HostRequirements(Machine machine, Map<String, String> environment) {
    this.machine = machine;
    this.environment = Map.copyOf(environment);
  }

  /** The first thing that is missing, and what to do. */
  Optional<String> missing(ChrootSpec spec) {
    return otherRelease(spec).or(() -> otherArchitecture(spec)).or(this::notRoot);
  }

  private Optional<String> otherRelease(ChrootSpec spec) {
    Map<String, String> release = release();
    boolean debian = release.getOrDefault("ID", "").equals("debian");
    String codename = release.getOrDefault("VERSION_CODENAME", "");
    if (debian && codename.equals(spec.suite().codename()) && machine.has("apt-get")) {
      return Optional.empty();
    }
    return Optional.of(
        "this machine is "
            + release.getOrDefault("PRETTY_NAME", "no Debian")
            + ", and packages for \""
            + spec.suite()
            + "\" are built on that release alone: run the build in a container of it"
            + (debian && !codename.isEmpty() ? ", or set <suite> to \"" + codename + "\"" : ""));
  }

  private Map<String, String> release() {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String line : machine.lines("/etc/os-release")) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        fields.put(line.substring(0, equals), line.substring(equals + 1).replace("\"", ""));
      }
    }
    return fields;
  }

  private static Optional<String> otherArchitecture(ChrootSpec spec) {
    Architecture own = Architecture.ofThisMachine();
    return spec.architecture().equals(own)
        ? Optional.empty()
        : Optional.of(
            "this machine is "
                + own
                + ", and packages for "
                + spec.architecture()
                + " are built on such a machine alone: run the build on one");
  }

  private Optional<String> notRoot() {
    return machine.isRoot()
        ? Optional.empty()
        : Optional.of(
            "it installs packages on the machine itself, which the user \""
                + machine.user()
                + "\" may not: run the build as root of a container");
  }

  /** Why the machine's own packages are not to be touched unless the user says so. */
  Optional<String> reservation() {
    boolean container =
        environment.containsKey("container")
            || environment.containsKey("KUBERNETES_SERVICE_HOST")
            || MARKS.stream().anyMatch(this::exists);
    return container
        ? Optional.empty()
        : Optional.of(
            "it would install packages on the machine itself for a while, and this does not look"
                + " like a container: if that is what you want, name it, with"
                + " <engine>host</engine>");
  }

  private boolean exists(String mark) {
    return Files.exists(machine.root().resolve(mark.substring(1)));
  }
}
