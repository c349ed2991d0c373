package io.github.djangodeb.chroot;

import io.github.djangodeb.cache.DiskFault;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.process.Command;
import io.github.djangodeb.process.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes bases with mmdebstrap. */
final class BaseMaker {
  /** An emulated architecture takes ten times as long as this machine's own. */
  private static final Duration LIMIT = Duration.ofHours(2);

  /** What makes and fills a virtualenv; compilers come with the packages that need them. */
  static final List<String> PACKAGES =
      List.of("python3", "python3-venv", "python3-pip", "ca-certificates");

  /**
   * Nothing in a chroot reads these; dpkg keeps to it for the layers as well. The folders of manual
   * pages stay: update-alternatives fails where it cannot put a link to a page.
   */
  private static final List<String> UNREAD =
      List.of(
          "path-exclude=/usr/share/doc/*",
          "path-include=/usr/share/doc/*/copyright",
          "path-exclude=/usr/share/info/*",
          "path-exclude=/usr/share/locale/*",
          "path-exclude=/usr/share/man/*.gz");

  /** Installing a daemon for building must not start it: Debian's way of saying so. */
  static final String NO_DAEMONS = "#!/bin/sh\n# No daemon starts in a chroot.\nexit 101\n";

  /** Where mmdebstrap puts apt's settings. */
  static final String APT_SETTINGS = "etc/apt/apt.conf.d/99mmdebstrap";

  private final Tools tools;
  private final List<String> more;

  BaseMaker(Tools tools) {
    this(tools, List.of());
  }

  /**
   * @param more packages that the base has besides
   */
  BaseMaker(Tools tools, List<String> more) {
    this.tools = tools;
    this.more = List.copyOf(more);
  }

  /**
   * Makes a base in a folder that does not exist yet.
   *
   * @throws BuildFailure if the mirror or the disk fails it
   */
  void make(ChrootSpec spec, Path draft) throws BuildFailure {
    try {
      Files.createDirectories(draft);
      Path settings = draft.resolve("apt.conf");
      Path bundle = draft.resolve("authorities.pem");
      HostApt apt = new HostApt(tools.machine(), tools.launcher());
      AptLogins logins =
          AptLogins.in(spec.mirrors().isEmpty() ? apt.sources(spec.suite()) : spec.mirrors());
      logins.writeTo(draft.resolve(Base.LOGINS));
      List<String> network = new ArrayList<>(tools.network().settings(bundle.toString()));
      if (!logins.isEmpty()) {
        network.add(AptLogins.setting(draft.resolve(Base.LOGINS).toString()));
      }
      // This machine's own settings come last, and win.
      writeForOwner(settings, String.join("\n", network) + "\n" + apt.settings().text());
      if (tools.network().needsSettings()) {
        tools.network().writeBundle(bundle, tools.machine().root());
      }
      Path tree = draft.resolve("base");
      bootstrap(spec, arguments(spec, logins.sources(), settings, tree));
      finish(tree);
      forget(tree, network);
      Files.delete(settings);
      Files.deleteIfExists(bundle);
      tools.sync(tree);
    } catch (IOException refused) {
      throw DiskFault.of(draft, refused);
    }
  }

  /** A proxy's address may hold a password. */
  private static void writeForOwner(Path file, String text) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }

  private List<String> arguments(ChrootSpec spec, List<String> sources, Path settings, Path tree) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of(
            "mmdebstrap",
            "--mode=root",
            "--format=directory",
            "--variant=minbase",
            "--architectures=" + spec.architecture(),
            "--include=" + String.join(",", included()),
            "--skip=cleanup/apt/lists",
            "--aptopt=" + settings,
            "--dpkgopt=force-unsafe-io"));
    UNREAD.forEach(option -> arguments.add("--dpkgopt=" + option));
    arguments.add(spec.suite().codename());
    arguments.add(tree.toString());
    arguments.addAll(sources);
    return arguments;
  }

  private List<String> included() {
    List<String> all = new ArrayList<>(PACKAGES);
    all.addAll(more);
    return all;
  }

  private void bootstrap(ChrootSpec spec, List<String> arguments) throws BuildFailure {
    Map<String, String> environment = HostEnvironment.plain(tools.machine());
    environment.putAll(tools.network().variables());
    Command command =
        new Command(
            tools.namespaces().bootstrap(arguments),
            environment,
            Optional.of(tools.cache().root()),
            LIMIT);
    ToolFailure failure = new ToolFailure(tools.events()::progress);
    Path log = tools.logs().resolve("chroot-" + spec.suite() + ".log");
    Outcome outcome = tools.launcher().run(command, log, failure);
    if (!outcome.succeeded()) {
      throw failure.tell(
          "the chroot of \"" + spec.suite() + "\" cannot be made",
          outcome,
          tools.cache(),
          Origins.NONE.with("<chrootPackages>", more));
    }
  }

  /** What was told of the network is this build's, and may hold a password. */
  private static void forget(Path tree, List<String> network) throws IOException {
    Path settings = tree.resolve(APT_SETTINGS);
    List<String> lines = new ArrayList<>(Files.readAllLines(settings));
    lines.removeAll(network);
    Files.write(settings, lines);
  }

  private static void finish(Path tree) throws IOException {
    Path policy = tree.resolve("usr/sbin/policy-rc.d");
    Files.writeString(policy, NO_DAEMONS);
    Files.setPosixFilePermissions(policy, PosixFilePermissions.fromString("rwxr-xr-x"));
    // mmdebstrap copied these from this machine: sessions bring their own.
    for (String ofThisMachine : List.of("etc/hostname", "etc/hosts", "etc/resolv.conf")) {
      Files.deleteIfExists(tree.resolve(ofThisMachine));
    }
  }
}
