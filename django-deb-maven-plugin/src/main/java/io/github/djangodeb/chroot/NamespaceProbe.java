package io.github.djangodeb.chroot;

import io.github.djangodeb.cache.CacheLock;
import io.github.djangodeb.cache.DiskFault;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.process.Command;
import io.github.djangodeb.process.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Tries whether the kernel lets this user have what sessions need. That it does is remembered until
 * the machine is booted again, since the trial costs as much as a command in a session.
 */
final class NamespaceProbe {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Tools tools;

  NamespaceProbe(Tools tools) {
    this.tools = tools;
  }

  /** What the kernel forbids, and what to do about it. */
  Optional<String> obstacle() throws BuildFailure {
    try {
      Path remembered = tools.cache().chroots().resolve("probe-" + tools.namespaces().identity());
      String here = here();
      if (Files.exists(remembered) && Files.readString(remembered).equals(here)) {
        return Optional.empty();
      }
      Optional<String> obstacle = tried();
      if (obstacle.isEmpty()) {
        Files.writeString(remembered, here);
      }
      return obstacle;
    } catch (IOException refused) {
      throw DiskFault.of(tools.cache().root(), refused);
    }
  }

  /** Two containers on one machine may share the cache and yet not have the same rights. */
  private String here() throws IOException {
    return tools.machine().line("/proc/sys/kernel/random/boot_id").orElse("")
        + " "
        + Files.readSymbolicLink(Path.of("/proc/self/ns/user"))
        + " "
        + Files.readSymbolicLink(Path.of("/proc/self/ns/mnt"))
        + "\n";
  }

  private Optional<String> tried() throws IOException, BuildFailure {
    // As a session: whoever sweeps these deletes it, should this build be killed.
    String id = "probe-" + UUID.randomUUID();
    CacheLock own = CacheLock.exclusive(tools.lock("session-" + id), "a trial", tools.waits());
    Path folder = tools.cache().sessions().resolve(id);
    try {
      Files.createDirectory(folder);
      Path script = Scripts.PROBE.writeInto(folder);
      for (String name : List.of("lower", "upper", "work", "root")) {
        Files.createDirectory(folder.resolve(name));
      }
      List<String> arguments =
          tools
              .namespaces()
              .session(List.of("sh", script.toString(), tools.namespaces().overlayOptions()));
      Command command =
          new Command(
              arguments, HostEnvironment.plain(tools.machine()), Optional.of(folder), LIMIT);
      Outcome outcome = tools.launcher().run(command, folder.resolve("log"), line -> {});
      return outcome.succeeded() ? Optional.empty() : Optional.of(tell(outcome));
    } finally {
      tools.remover().remove(folder);
      own.closeForever();
    }
  }

  private String tell(Outcome outcome) {
    String said = String.join("\n", outcome.lastLines());
    if (said.contains("probe: no overlay")) {
      return "the file system of the cache folder \""
          + tools.cache().root()
          + "\" cannot carry an overlay ("
          + said
          + "): choose a folder on a local disk with <cacheDirectory>";
    }
    if (said.contains("unrecognized option")) {
      return "this machine's unshare is too old (util-linux 2.38 or later is needed): " + said;
    }
    return tools.namespaces().mapped() ? tellForbidden(said) : tellNoRoot(said);
  }

  private String tellForbidden(String said) {
    return switchedOff("/proc/sys/kernel/unprivileged_userns_clone", "0", "1")
        .or(() -> switchedOff("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1", "0"))
        .or(() -> switchedOff("/proc/sys/user/max_user_namespaces", "0", "15000"))
        .orElse(
            "this machine does not let the user \""
                + tools.machine().user()
                + "\" have user namespaces ("
                + said
                + "): in a container, allow them or use a privileged one; else ask the"
                + " administrator");
  }

  private Optional<String> switchedOff(String file, String off, String on) {
    if (!tools.machine().line(file).filter(off::equals).isPresent()) {
      return Optional.empty();
    }
    String setting = file.substring("/proc/sys/".length()).replace('/', '.');
    return Optional.of(
        "this machine forbids user namespaces ("
            + setting
            + " is "
            + off
            + "): run \"sudo sysctl -w "
            + setting
            + "="
            + on
            + "\", and put it into /etc/sysctl.d to make it last");
  }

  private static String tellNoRoot(String said) {
    return "root may not mount on this machine ("
        + said
        + "): it is a container without that privilege; run it with --privileged";
  }
}
