package io.github.djangodeb.chroot;

import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.Suite;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What schroot is told of a chroot, below {@code /etc/schroot}.
 *
 * @param suite its Debian release
 * @param architecture its architecture
 */
record SchrootConfig(Suite suite, Architecture architecture) {
  /** Who may build: a group and a user of this name. */
  static final String GROUP = "django-deb";

  private static final String PROFILE = "/etc/schroot/" + GROUP + "/";
  private static final String WRITTEN =
      "# Written by the goal \"chroot\" of django-deb-maven-plugin, which writes it again.\n";
  private static final String DIRECTORY = "directory=";

  static SchrootConfig of(ChrootSpec spec) {
    return new SchrootConfig(spec.suite(), spec.architecture());
  }

  /** What schroot calls it. */
  String name() {
    return GROUP + "-" + suite + "-" + architecture;
  }

  /** The file that says so. */
  String file() {
    return "/etc/schroot/chroot.d/" + name();
  }

  /** What is in the file. */
  String text(Path tree) {
    return WRITTEN
        + "["
        + name()
        + "]\n"
        + "description=Debian "
        + suite
        + " for building packages of Django projects\n"
        + "type=directory\n"
        + DIRECTORY
        + tree
        + "\n"
        + "union-type=overlay\n"
        + "profile="
        + GROUP
        + "\n"
        + "groups="
        + GROUP
        + "\n"
        + "root-groups="
        + GROUP
        + "\n"
        + "message-verbosity=quiet\n";
  }

  /**
   * The profile's files and what is in them. Sessions have little of the machine: neither its users
   * nor anybody's home; what a build needs is copied there.
   */
  static Map<String, String> profile() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(
        PROFILE + "fstab", WRITTEN + "/proc /proc none rw,bind 0 0\n/dev /dev none rw,bind 0 0\n");
    files.put(PROFILE + "copyfiles", WRITTEN);
    files.put(PROFILE + "nssdatabases", WRITTEN);
    return files;
  }

  /** The base that sessions are opened on; nothing if schroot knows no such chroot. */
  Optional<Base> base(Machine machine) {
    return machine.lines(file()).stream()
        .filter(line -> line.startsWith(DIRECTORY))
        .map(line -> Path.of(line.substring(DIRECTORY.length())).getParent())
        .flatMap(folder -> Base.in(folder).stream())
        .findFirst();
  }
}
