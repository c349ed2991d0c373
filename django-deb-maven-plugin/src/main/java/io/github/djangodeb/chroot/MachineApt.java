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
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The machine's own apt, with lists, archives and logs of its own in the cache: nothing of these
 * stays on the machine, and the next build need not download them.
 */
final class MachineApt {
  private static final Duration LIMIT = Duration.ofHours(1);

  /** A step of a simulation: a version that is there stands in brackets. */
  private static final Pattern STEP = Pattern.compile("(Inst|Remv) (\\S+)( \\[[^]]*])?.*");

  private final Tools tools;
  private final Path folder;
  private final List<String> mirrors;
  private final Origins origins;

  /**
   * @param folder where the lists, archives and logs lie
   * @param mirrors lines of a sources.list; empty for those of the machine
   * @param origins where the user has written what is to be installed
   */
  MachineApt(Tools tools, Path folder, List<String> mirrors, Origins origins) {
    this.origins = origins;
    this.tools = tools;
    this.folder = folder;
    this.mirrors = List.copyOf(mirrors);
  }

  /**
   * The packages that satisfying relations would bring, which are not there now.
   *
   * @throws BuildFailure if that needs other packages replaced or removed, or cannot be done
   */
  SortedSet<String> plan(SortedSet<String> relations) throws BuildFailure {
    prepare();
    List<String> said = new ArrayList<>();
    Outcome outcome = simulate(relations, said, new ToolFailure(tools.events()::progress));
    if (!outcome.succeeded()) {
      // The lists are missing, or old: the mirror may have other versions by now.
      said.clear();
      ToolFailure second = new ToolFailure(tools.events()::progress);
      outcome = run(List.of("update", "--error-on=any"), "update", second);
      if (outcome.succeeded()) {
        outcome = simulate(relations, said, second);
      }
      if (!outcome.succeeded()) {
        throw second.tell(cannot(relations), outcome, tools.cache(), origins);
      }
    }
    return fresh(said);
  }

  private Outcome simulate(SortedSet<String> relations, List<String> said, ToolFailure failure)
      throws BuildFailure {
    return run(
        satisfy(List.of("--simulate"), relations),
        "plan",
        line -> {
          said.add(line);
          failure.accept(line);
        });
  }

  private static List<String> satisfy(List<String> options, SortedSet<String> relations) {
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(List.of("satisfy", "--"));
    arguments.addAll(relations);
    return arguments;
  }

  private static String cannot(SortedSet<String> relations) {
    return "the build packages "
        + PackageInstaller.quote(relations)
        + " cannot be installed on this machine";
  }

  private static SortedSet<String> fresh(List<String> said) throws BuildFailure {
    SortedSet<String> fresh = new TreeSet<>();
    SortedSet<String> changed = new TreeSet<>();
    for (String line : said) {
      Matcher step = STEP.matcher(line);
      if (step.matches()) {
        boolean isFresh = step.group(1).equals("Inst") && step.group(3) == null;
        (isFresh ? fresh : changed).add(step.group(2));
      }
    }
    if (!changed.isEmpty()) {
      throw BuildFailure.ofMachine(
          "engine \"host\": the build packages need other versions than this machine has of "
              + PackageInstaller.quote(changed)
              + ", which could not be put back afterwards: run \"apt-get update\" and \"apt-get"
              + " upgrade\" first, best where the container's image is made");
    }
    return fresh;
  }

  /** Satisfies relations. */
  void install(SortedSet<String> relations) throws BuildFailure {
    ToolFailure failure = new ToolFailure(tools.events()::progress);
    Outcome outcome = run(satisfy(List.of(), relations), "layer", failure);
    if (!outcome.succeeded()) {
      throw failure.tell(cannot(relations), outcome, tools.cache(), origins);
    }
  }

  private void prepare() throws BuildFailure {
    try {
      for (String name : List.of("lists/partial", "archives/partial", "log", "parts")) {
        Files.createDirectories(folder.resolve(name));
      }
      AptLogins logins = AptLogins.in(mirrors);
      Files.write(folder.resolve("sources.list"), logins.sources());
      logins.writeTo(folder.resolve(Base.LOGINS));
    } catch (IOException refused) {
      throw DiskFault.of(folder, refused);
    }
  }

  private Outcome run(List<String> arguments, String log, Consumer<String> lines)
      throws BuildFailure {
    List<String> all = new ArrayList<>(List.of("apt-get", "--yes", "--no-install-recommends"));
    options().forEach(option -> all.addAll(List.of("-o", option)));
    all.addAll(arguments);
    Command command =
        new Command(all, HostEnvironment.plain(tools.machine()), Optional.of(folder), LIMIT)
            .with("DEBIAN_FRONTEND", "noninteractive");
    for (Map.Entry<String, String> proxy : tools.network().variables().entrySet()) {
      command = command.with(proxy.getKey(), proxy.getValue());
    }
    Path file = tools.logs().resolve("chroot-" + log + ".log");
    return tools.network().needsSettings()
        ? connected(command, file, lines)
        : tools.launcher().run(command, file, lines);
  }

  /** With what apt is to know of the network, for as long as it runs: it may hold a password. */
  private Outcome connected(Command command, Path log, Consumer<String> lines) throws BuildFailure {
    Path settings = folder.resolve("apt.conf");
    try {
      Path bundle = folder.resolve("authorities.pem");
      tools.network().writeBundle(bundle, tools.machine().root());
      Files.deleteIfExists(settings);
      Files.createFile(
          settings,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        Files.write(settings, tools.network().settings(bundle.toString()));
        return tools.launcher().run(command.with("APT_CONFIG", settings.toString()), log, lines);
      } finally {
        Files.deleteIfExists(settings);
      }
    } catch (IOException refused) {
      throw DiskFault.of(folder, refused);
    }
  }

  private List<String> options() {
    List<String> options =
        new ArrayList<>(
            List.of(
                "Dir::State::lists=" + folder.resolve("lists"),
                "Dir::Cache::archives=" + folder.resolve("archives"),
                "Dir::Cache::pkgcache=",
                "Dir::Cache::srcpkgcache=",
                "Dir::Log=" + folder.resolve("log"),
                "Acquire::Languages=none",
                "Acquire::Retries=2",
                "APT::Keep-Downloaded-Packages=true",
                "APT::Sandbox::User=root",
                // A build that was killed may have left an apt that still comes to its end.
                "DPkg::Lock::Timeout=600",
                "Dpkg::Options::=--log=/dev/null",
                "Dpkg::Use-Pty=0"));
    if (Files.exists(folder.resolve(Base.LOGINS))) {
      options.add("Dir::Etc::netrc=" + folder.resolve(Base.LOGINS));
    }
    if (!mirrors.isEmpty()) {
      options.add("Dir::Etc::sourcelist=" + folder.resolve("sources.list"));
      options.add("Dir::Etc::sourceparts=" + folder.resolve("parts"));
    }
    return options;
  }
}
