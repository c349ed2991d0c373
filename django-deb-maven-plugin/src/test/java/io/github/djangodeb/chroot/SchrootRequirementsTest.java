package io.github.djangodeb.chroot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchrootRequirementsTest {
  private static final ChrootSpec SPEC = FakeMachine.spec();
  private static final SchrootConfig CONFIG = SchrootConfig.of(SPEC);
  private static final Path TREE = Path.of("/srv/trees/20260102T030405Z-abcdef/base");

  @TempDir Path root;

  private FakeMachine machine;

  @BeforeEach
  void install() throws IOException {
    machine =
        new FakeMachine(root)
            .programs("schroot")
            .file(CONFIG.file(), CONFIG.text(TREE).split("\n"))
            .file("/etc/group", "root:x:0:", "django-deb:x:991:joe,eve")
            .file("/proc/self/status", "Uid:\t1000\t1000\t1000\t1000", "Groups:\t27 991 ");
  }

  private String missing(int uid, String user) {
    return new SchrootRequirements(machine.machine(uid, user)).missing(SPEC).orElse("nothing");
  }

  @Test
  void missingWhenAllIsThereIsNothing() {
    assertThat(missing(1000, "joe")).isEqualTo("nothing");
    assertThat(missing(0, "root")).isEqualTo("nothing");
  }

  @Test
  void missingWhenSchrootIsNotInstalledSaysHowTo() throws IOException {
    Files.delete(machine.at("/usr/bin/schroot"));
    assertThat(missing(1000, "joe"))
        .isEqualTo(
            "the program \"schroot\" is not installed: run \"sudo apt-get install schroot\"");
  }

  @Test
  void missingWhenThereIsNoChrootNamesTheCommandThatMakesIt() throws IOException {
    Files.delete(machine.at(CONFIG.file()));
    assertThat(missing(1000, "joe"))
        .isEqualTo(
            "schroot has no chroot of \"trixie\" for "
                + SPEC.architecture()
                + " (/etc/schroot/chroot.d/django-deb-trixie-"
                + SPEC.architecture()
                + "): let an administrator make it once with \"sudo mvn django-deb:chroot"
                + " -Ddjango-deb.engine=schroot -Ddjango-deb.suite=trixie\"");
  }

  @Test
  void missingWhenUserIsOutsideTheGroupSaysHowToGetIn() throws IOException {
    machine.file("/proc/self/status", "Groups:\t27 1000 ");
    assertThat(missing(1000, "ann"))
        .isEqualTo(
            "the user \"ann\" is not in the group \"django-deb\", which alone may build in it: let"
                + " an administrator run \"sudo adduser ann django-deb\", and log in again");
  }

  @Test
  void missingWhenUserWasAddedAfterLoginSaysToLogInAgain() throws IOException {
    machine.file("/proc/self/status", "Groups:\t27 1000 ");
    assertThat(missing(1000, "eve"))
        .isEqualTo(
            "the user \"eve\" is not in the group \"django-deb\" yet, though it was added: log in"
                + " again");
  }

  @Test
  void baseWhenConfiguredIsTheTreesFolder() {
    assertThat(CONFIG.base(machine.machine(0, "root")).map(Base::tree)).contains(TREE);
  }
}
