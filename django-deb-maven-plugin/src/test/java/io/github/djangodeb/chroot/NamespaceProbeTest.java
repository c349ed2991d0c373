package io.github.djangodeb.chroot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djangodeb.cache.CacheDirectory;
import io.github.djangodeb.cache.CacheEvents;
import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamespaceProbeTest {
  private final FakeHost host = new FakeHost();

  @TempDir Path root;

  private String obstacle(int uid, String... said) throws BuildFailure {
    if (said.length > 0) {
      host.failures.put("sh", List.of(said));
    }
    Machine machine = new Machine(uid, uid == 0 ? "root" : "joe", List.of(), root);
    Tools tools =
        new Tools(
            machine,
            Namespaces.of(machine),
            new CacheDirectory(root.resolve("cache")),
            new NetworkAccess(java.util.Map.of(), List.of()),
            host,
            root,
            ChrootEvents.none(),
            CacheEvents.none());
    return new NamespaceProbe(tools).obstacle().orElse("none");
  }

  private void setting(String path, String value) throws IOException {
    Path file = root.resolve("proc/sys").resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, value + "\n");
  }

  private static final String REFUSED = "unshare: unshare failed: Operation not permitted";

  @Test
  void obstacleWhenAllWorksIsNoneAndNotTriedAgain() throws BuildFailure {
    assertThat(obstacle(1000)).isEqualTo("none");
    int tried = host.commands.size();
    assertThat(obstacle(1000)).isEqualTo("none");
    assertThat(host.commands).hasSize(tried);
  }

  @Test
  void obstacleWhenDebiansSwitchIsOffNamesIt() throws Exception {
    setting("kernel/unprivileged_userns_clone", "0");
    assertThat(obstacle(1000, REFUSED))
        .isEqualTo(
            "this machine forbids user namespaces (kernel.unprivileged_userns_clone is 0): run"
                + " \"sudo sysctl -w kernel.unprivileged_userns_clone=1\", and put it into"
                + " /etc/sysctl.d to make it last");
  }

  @Test
  void obstacleWhenApparmorForbidsNamesItsSwitch() throws Exception {
    setting("kernel/apparmor_restrict_unprivileged_userns", "1");
    assertThat(obstacle(1000, REFUSED))
        .isEqualTo(
            "this machine forbids user namespaces (kernel.apparmor_restrict_unprivileged_userns is"
                + " 1): run \"sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0\", and"
                + " put it into /etc/sysctl.d to make it last");
  }

  @Test
  void obstacleWhenNoneAreAllowedNamesTheLimit() throws Exception {
    setting("user/max_user_namespaces", "0");
    assertThat(obstacle(1000, REFUSED))
        .isEqualTo(
            "this machine forbids user namespaces (user.max_user_namespaces is 0): run \"sudo"
                + " sysctl -w user.max_user_namespaces=15000\", and put it into /etc/sysctl.d to"
                + " make it last");
  }

  @Test
  void obstacleWhenForbiddenForNoKnownReasonQuotesTheTool() throws Exception {
    setting("kernel/unprivileged_userns_clone", "1");
    assertThat(obstacle(1000, REFUSED))
        .isEqualTo(
            "this machine does not let the user \"joe\" have user namespaces ("
                + REFUSED
                + "): in a container, allow them or use a privileged one; else ask the"
                + " administrator");
  }

  @Test
  void obstacleWhenRootMayNotMountNamesTheContainer() throws BuildFailure {
    assertThat(obstacle(0, REFUSED))
        .isEqualTo(
            "root may not mount on this machine ("
                + REFUSED
                + "): it is a container without that privilege; run it with --privileged");
  }

  @Test
  void obstacleWhenCacheCannotCarryOverlayNamesTheParameter() throws BuildFailure {
    assertThat(obstacle(0, "mount: wrong fs type", "probe: no overlay"))
        .isEqualTo(
            "the file system of the cache folder \""
                + root.resolve("cache")
                + "\" cannot carry an overlay (mount: wrong fs type\nprobe: no overlay): choose a"
                + " folder on a local disk with <cacheDirectory>");
  }

  @Test
  void obstacleWhenUnshareIsTooOldSaysSo() throws BuildFailure {
    assertThat(obstacle(1000, "unshare: unrecognized option '--map-auto'"))
        .isEqualTo(
            "this machine's unshare is too old (util-linux 2.38 or later is needed): unshare:"
                + " unrecognized option '--map-auto'");
  }
}
