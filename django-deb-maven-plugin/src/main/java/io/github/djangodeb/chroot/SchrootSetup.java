package io.github.djangodeb.chroot;

import io.github.djangodeb.cache.CacheDirectory;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.file.NewFile;
import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.process.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Makes, as root, what the schroot engine needs; what is there already stays. */
final class SchrootSetup {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String HOME = "/var/lib/" + SchrootConfig.GROUP;

  private final Tools tools;
  private final SchrootPlace place;
  private final Instant buildStart;

  /**
   * @param build the build's own tools
   */
  SchrootSetup(Tools build, SchrootPlace place, Instant buildStart) {
    // Nothing of root's is put into the folder of a project, which is a normal user's.
    this.tools =
        new Tools(
            build.machine(),
            new Namespaces(false, "schroot " + String.join(",", place.packages())),
            new CacheDirectory(place.directory()),
            build.network(),
            build.launcher(),
            place.directory().resolve("logs"),
            build.events(),
            build.waits());
    this.place = place;
    this.buildStart = buildStart;
  }

  /** Makes it all. */
  void make(ChrootSpec spec) throws BuildFailure {
    for (var missing :
        List.of(
            new SchrootRequirements(tools.machine()).missingProgram(),
            new UnshareRequirements(tools.machine()).missing())) {
      if (missing.isPresent()) {
        throw BuildFailure.ofMachine("engine \"schroot\": " + missing.get());
      }
    }
    new ForeignArchitecture(tools, Architecture.ofThisMachine()).require(spec.architecture());
    makeAccount();
    Base base = store().findOrMake(spec);
    try {
      giveLogins(base);
      for (Map.Entry<String, String> file : SchrootConfig.profile().entrySet()) {
        write(file.getKey(), file.getValue());
      }
      SchrootConfig config = SchrootConfig.of(spec);
      write(config.file(), config.text(base.tree()));
      tools
          .events()
          .setUp(
              "schroot: members of the group \""
                  + SchrootConfig.GROUP
                  + "\" build in "
                  + config.name()
                  + "; add one with \"adduser USER "
                  + SchrootConfig.GROUP
                  + "\". In a session they are root, and so can be on this machine");
    } catch (IOException refused) {
      throw NewFile.failure(at("/etc/schroot/chroot.d"), refused);
    }
  }

  /** Members of the group cannot read what lies beside the tree. */
  private static void giveLogins(Base base) throws IOException {
    if (Files.exists(base.logins())) {
      Path folder = Files.createDirectories(base.tree().resolve("etc/apt/auth.conf.d"));
      Files.copy(
          base.logins(),
          folder.resolve("django-deb.conf"),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  private BaseStore store() {
    return new BaseStore(
        tools,
        new BaseMaker(tools, place.packages()),
        InstantSource.system(),
        buildStart,
        this::isUsed);
  }

  /** Sessions hold no lock: they belong to others, who cannot write where the bases lie. */
  private boolean isUsed(Base base) {
    return configurations().stream()
            .flatMap(file -> tools.machine().lines(file).stream())
            .anyMatch(line -> line.contains(base.id()))
        || tools.machine().lines("/proc/self/mountinfo").stream()
            .anyMatch(line -> line.contains(base.id()));
  }

  private List<String> configurations() {
    try (var files = Files.list(at("/etc/schroot/chroot.d"))) {
      return files.map(file -> "/etc/schroot/chroot.d/" + file.getFileName()).toList();
    } catch (IOException none) {
      return List.of();
    }
  }

  private void makeAccount() throws BuildFailure {
    if (!knows("/etc/group")) {
      run(List.of("groupadd", "--system", SchrootConfig.GROUP));
      tools.events().setUp("schroot: made the system group \"" + SchrootConfig.GROUP + "\"");
    }
    if (!knows("/etc/passwd")) {
      run(
          List.of(
              "useradd",
              "--system",
              "--gid",
              SchrootConfig.GROUP,
              "--home-dir",
              HOME,
              "--create-home",
              "--shell",
              "/usr/sbin/nologin",
              SchrootConfig.GROUP));
      tools.events().setUp("schroot: made the system user \"" + SchrootConfig.GROUP + "\"");
    }
  }

  private boolean knows(String file) {
    return tools.machine().lines(file).stream()
        .anyMatch(line -> line.startsWith(SchrootConfig.GROUP + ":"));
  }

  private void run(List<String> command) throws BuildFailure {
    tools.cache().locks();
    Outcome outcome =
        tools
            .launcher()
            .run(tools.command(command, LIMIT), tools.logs().resolve("account.log"), line -> {});
    if (!outcome.succeeded()) {
      throw BuildFailure.ofMachine(
          "engine \"schroot\": the system user and group \""
              + SchrootConfig.GROUP
              + "\" cannot be made: make them by hand, with \""
              + String.join(" ", command)
              + "\"\n"
              + outcome.tellTail());
    }
  }

  private Path at(String absolute) {
    return tools.machine().root().resolve(absolute.substring(1));
  }

  private void write(String absolute, String text) throws IOException {
    Path file = at(absolute);
    if (Files.exists(file) && Files.readString(file).equals(text)) {
      return;
    }
    try (NewFile fresh = new NewFile(file)) {
      Files.writeString(fresh.beside(), text);
      // Whatever root's umask is: schroot reads it for everybody, and builds do too.
      Files.setPosixFilePermissions(fresh.beside(), PosixFilePermissions.fromString("rw-r--r--"));
      fresh.appear();
    }
    Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
    tools.events().setUp("schroot: wrote " + absolute);
  }
}
