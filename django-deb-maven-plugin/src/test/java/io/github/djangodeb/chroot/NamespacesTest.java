package io.github.djangodeb.chroot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamespacesTest {
  private static final Namespaces ROOT = new Namespaces(false, "root");
  private static final Namespaces USER = new Namespaces(true, "1000-100000");

  @Test
  void sessionWhenRootHasNoUserNamespace() {
    assertThat(String.join(" ", ROOT.session(List.of("true", "a b"))))
        .isEqualTo(
            "setpriv --pdeathsig KILL unshare --mount --pid --ipc --uts --fork --kill-child --"
                + " true a b");
  }

  @Test
  void sessionWhenUserMapsIds() {
    assertThat(String.join(" ", USER.session(List.of("true"))))
        .isEqualTo(
            "setpriv --pdeathsig KILL unshare --mount --pid --ipc --uts --fork --kill-child"
                + " --map-auto --map-root-user -- true");
  }

  @Test
  void bootstrapWhenUserHasItsOwnProc() {
    assertThat(String.join(" ", USER.bootstrap(List.of("true"))))
        .isEqualTo(
            "setpriv --pdeathsig KILL unshare --mount --pid --mount-proc --fork --kill-child"
                + " --map-auto --map-root-user -- true");
  }

  @Test
  void ownerWhenRootIsTheBareCommand() {
    assertThat(ROOT.owner(List.of("rm"))).containsExactly("rm");
    assertThat(USER.owner(List.of("rm")))
        .containsExactly("unshare", "--map-auto", "--map-root-user", "--", "rm");
  }
}
