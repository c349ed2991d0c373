package io.github.djangodeb.chroot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.Suite;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostRequirementsTest {
  @TempDir Path root;

  private FakeMachine machine;

  @BeforeEach
  void install() throws IOException {
    machine = new FakeMachine(root).programs("apt-get");
    release("debian", "trixie", "Debian GNU/Linux 13 (trixie)");
  }

  private void release(String id, String codename, String name) throws IOException {
    machine.file(
        "/etc/os-release",
        "ID=" + id,
        "VERSION_CODENAME=" + codename,
        "PRETTY_NAME=\"" + name + "\"");
  }

  private String missing(int uid, ChrootSpec spec) {
    return requirements(uid, Map.of()).missing(spec).orElse("nothing");
  }

  private HostRequirements requirements(int uid, Map<String, String> environment) {
    return new HostRequirements(machine.machine(uid, uid == 0 ? "root" : "joe"), environment);
  }

  @Test
  void missingWhenRootAndTheReleaseAreRightIsNothing() {
    assertThat(missing(0, FakeMachine.spec())).isEqualTo("nothing");
  }

  @Test
  void missingWhenTheReleaseIsAnotherNamesBoth() throws IOException {
    release("debian", "bookworm", "Debian GNU/Linux 12 (bookworm)");
    assertThat(missing(0, FakeMachine.spec()))
        .isEqualTo(
            "this machine is Debian GNU/Linux 12 (bookworm), and packages for \"trixie\" are built"
                + " on that release alone: run the build in a container of it, or set <suite> to"
                + " \"bookworm\"");
  }

  @Test
  void missingWhenTheMachineIsNoDebianDoesNotOfferItsRelease() throws IOException {
    release("ubuntu", "noble", "Ubuntu 24.04 LTS");
    assertThat(missing(0, FakeMachine.spec()))
        .isEqualTo(
            "this machine is Ubuntu 24.04 LTS, and packages for \"trixie\" are built on that"
                + " release alone: run the build in a container of it");
  }

  @Test
  void missingWhenTheArchitectureIsAnotherSaysSo() {
    ChrootSpec spec =
        new ChrootSpec(
            Suite.TRIXIE,
            new Architecture("mips64el"),
            List.of(),
            new TreeSet<>(),
            Duration.ofDays(7),
            false);
    assertThat(missing(0, spec))
        .isEqualTo(
            "this machine is "
                + Architecture.ofThisMachine()
                + ", and packages for mips64el are built on such a machine alone: run the build on"
                + " one");
  }

  @Test
  void missingWhenNotRootSaysSo() {
    assertThat(missing(1000, FakeMachine.spec()))
        .isEqualTo(
            "it installs packages on the machine itself, which the user \"joe\" may not: run the"
                + " build as root of a container");
  }

  @Test
  void reservationWhenTheMachineIsNoContainerWantsToBeNamed() {
    assertThat(requirements(0, Map.of()).reservation())
        .contains(
            "it would install packages on the machine itself for a while, and this does not look"
                + " like a container: if that is what you want, name it, with"
                + " <engine>host</engine>");
  }

  @Test
  void reservationWhenTheMachineIsAContainerIsNone() throws IOException {
    assertThat(requirements(0, Map.of("container", "podman")).reservation()).isEmpty();
    machine.file("/.dockerenv");
    assertThat(requirements(0, Map.of()).reservation()).isEmpty();
  }
}
