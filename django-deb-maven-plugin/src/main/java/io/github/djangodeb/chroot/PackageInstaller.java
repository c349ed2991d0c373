package io.github.djangodeb.chroot;

import io.github.djangodeb.cache.Shelf;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.TargetPath;
import io.github.djangodeb.process.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/** Installs packages in a session, with its own apt. */
final class PackageInstaller {
  private static final TargetPath ARCHIVES = new TargetPath("/var/cache/apt/archives");

  private static final TargetPath SETTINGS = new TargetPath("/build/apt.conf");
  private static final TargetPath LOGINS = new TargetPath("/build/auth.conf");
  private static final TargetPath AUTHORITIES = new TargetPath("/build/authorities.pem");

  private static final List<String> APT =
      List.of(
          "apt-get",
          "--yes",
          "--no-install-recommends",
          // The archives are a folder of this machine, which apt's own user cannot be given.
          "-o",
          "APT::Sandbox::User=root",
          "-o",
          "Dpkg::Use-Pty=0");

  private final Tools tools;
  private final Shelf archives;
  private final Origins origins;

  /**
   * @param archives what apt downloaded before, and what it downloads now
   * @param origins where the user has written what is to be installed
   */
  PackageInstaller(Tools tools, Shelf archives, Origins origins) {
    this.origins = origins;
    this.tools = tools;
    this.archives = archives;
  }

  /**
   * Satisfies relations.
   *
   * @param folder of the session, where what apt is told and downloads lies meanwhile
   * @param system the root of the session's system, as this machine sees it
   * @param logins a file with the logins of its archives, which is shown to apt
   * @throws BuildFailure if a mirror or a package fails it
   */
  void install(
      Session session, SortedSet<String> packages, Path folder, Path system, Optional<Path> logins)
      throws BuildFailure, IOException {
    Path borrowed = folder.resolve("archives");
    Files.createDirectories(borrowed);
    archives.lendTo(borrowed);
    SessionCommand apt = prepared(folder, system, borrowed, logins);
    List<String> satisfy = new ArrayList<>(List.of("satisfy", "--"));
    satisfy.addAll(packages);
    ToolFailure first = new ToolFailure(tools.events()::progress);
    Outcome outcome = run(session, with(apt, satisfy), "layer", first);
    if (!outcome.succeeded()) {
      // The lists are as old as the base: the mirror may have other versions by now.
      ToolFailure second = new ToolFailure(tools.events()::progress);
      outcome = run(session, with(apt, List.of("update", "--error-on=any")), "update", second);
      if (outcome.succeeded()) {
        outcome = run(session, with(apt, satisfy), "layer", second);
      }
      if (!outcome.succeeded()) {
        String what =
            "the build packages "
                + quote(second.blamed(packages))
                + " cannot be installed in the chroot";
        throw second.tell(what, outcome, tools.cache(), origins);
      }
    }
    archives.keepFrom(borrowed, PackageInstaller::isPackage);
  }

  private static boolean isPackage(String path) {
    return path.endsWith(".deb") && !path.contains("/");
  }

  static String quote(SortedSet<String> packages) {
    return "\"" + String.join("\", \"", packages) + "\"";
  }

  private Outcome run(Session session, SessionCommand command, String log, ToolFailure listener)
      throws BuildFailure {
    return session.run(command, tools.logs().resolve("chroot-" + log + ".log"), listener);
  }

  private SessionCommand prepared(Path folder, Path system, Path borrowed, Optional<Path> logins)
      throws IOException {
    SessionCommand command = SessionCommand.of("apt-get").writing(borrowed, ARCHIVES);
    command = command.with("DEBIAN_FRONTEND", "noninteractive");
    for (Map.Entry<String, String> proxy : tools.network().variables().entrySet()) {
      command = command.with(proxy.getKey(), proxy.getValue());
    }
    Path settings = system.resolve(BaseMaker.APT_SETTINGS);
    for (String file : AptSettings.parse(Files.readAllLines(settings)).files()) {
      command = command.reading(Path.of(file), new TargetPath(file));
    }
    return tools.network().needsSettings() || logins.isPresent()
        ? connected(command, folder, system, logins)
        : command;
  }

  /** With what apt is to know of the network; the system keeps an empty file of it. */
  private SessionCommand connected(
      SessionCommand command, Path folder, Path system, Optional<Path> logins) throws IOException {
    Path bundle = folder.resolve("authorities.pem");
    tools.network().writeBundle(bundle, system);
    Path settings = folder.resolve("apt.conf");
    Files.createFile(
        settings,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    List<String> lines = new ArrayList<>(tools.network().settings(AUTHORITIES.text()));
    SessionCommand told = command;
    if (logins.isPresent()) {
      lines.add(AptLogins.setting(LOGINS.text()));
      told = told.reading(logins.get(), LOGINS);
    }
    Files.write(settings, lines);
    return told.reading(settings, SETTINGS)
        .reading(bundle, AUTHORITIES)
        .with("APT_CONFIG", SETTINGS.text());
  }

  private static SessionCommand with(SessionCommand command, List<String> arguments) {
    List<String> all = new ArrayList<>(APT);
    all.addAll(arguments);
    return new SessionCommand(all, command.environment(), command.binds(), command.timeout());
  }
}
