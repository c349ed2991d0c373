package io.github.djangodeb.chroot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnshareRequirementsTest {
  @TempDir Path root;

  private Path programs;

  @BeforeEach
  void install() throws IOException {
    programs = Files.createDirectories(root.resolve("usr/bin"));
    Files.createDirectories(root.resolve("etc"));
    for (String program :
        List.of("mmdebstrap", "unshare", "setpriv", "mount", "apt-get", "newuidmap", "newgidmap")) {
      Files.createFile(
          programs.resolve(program),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }
    ids("subuid", "joe:100000:65536");
    ids("subgid", "joe:100000:65536");
  }

  private void ids(String file, String... lines) throws IOException {
    Files.write(root.resolve("etc").resolve(file), List.of(lines));
  }

  private String missing(int uid, String user) {
    Machine machine = new Machine(uid, user, List.of(programs), root);
    return new UnshareRequirements(machine).missing().orElse("nothing");
  }

  @Test
  void missingWhenAllIsThereIsNothing() {
    assertThat(missing(1000, "joe")).isEqualTo("nothing");
    assertThat(missing(0, "root")).isEqualTo("nothing");
  }

  @Test
  void missingWhenMmdebstrapIsNotInstalledSaysHowTo() throws IOException {
    Files.delete(programs.resolve("mmdebstrap"));
    assertThat(missing(1000, "joe"))
        .isEqualTo(
            "the program \"mmdebstrap\" is not installed: run \"sudo apt-get install mmdebstrap\"");
    assertThat(missing(0, "root"))
        .isEqualTo(
            "the program \"mmdebstrap\" is not installed: run \"apt-get install mmdebstrap\"");
  }

  @Test
  void missingWhenUidmapIsNotInstalledSaysHowToUsersOnly() throws IOException {
    Files.delete(programs.resolve("newuidmap"));
    assertThat(missing(1000, "joe"))
        .isEqualTo(
            "the program \"newuidmap\", which users other than root need, is not installed: run"
                + " \"sudo apt-get install uidmap\"");
    assertThat(missing(0, "root")).isEqualTo("nothing");
  }

  @Test
  void missingWhenUserHasNoSubordinateIdsGivesTheCommand() {
    assertThat(missing(1001, "ann"))
        .isEqualTo(
            "the user \"ann\" has no range of 65536 subordinate ids in /etc/subuid and"
                + " /etc/subgid: run \"sudo usermod --add-subuids 165536-231071 --add-subgids"
                + " 165536-231071 ann\"");
  }

  @Test
  void missingWhenOnlyGroupIdsAreMissingNamesTheirFile() throws IOException {
    ids("subgid", "joe:100000:1000", "# a comment");
    assertThat(missing(1000, "joe"))
        .isEqualTo(
            "the user \"joe\" has no range of 65536 subordinate ids in /etc/subgid: run \"sudo"
                + " usermod --add-subuids 165536-231071 --add-subgids 165536-231071 joe\"");
  }

  @Test
  void missingWhenFilesNameTheNumberIsNothing() throws IOException {
    ids("subuid", "ann:1:65536", "1000:300000:70000");
    assertThat(missing(1000, "joe")).isEqualTo("nothing");
  }

  @Test
  void missingWhenThereAreNoFilesProposesTheUsualRange() throws IOException {
    Files.delete(root.resolve("etc/subuid"));
    Files.delete(root.resolve("etc/subgid"));
    assertThat(missing(1000, "joe")).contains("--add-subuids 100000-165535 ");
  }
}
