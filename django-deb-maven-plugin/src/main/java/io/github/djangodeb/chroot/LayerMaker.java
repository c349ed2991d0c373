package io.github.djangodeb.chroot;

import io.github.djangodeb.cache.CacheLock;
import io.github.djangodeb.cache.DiskFault;
import io.github.djangodeb.cache.Shelf;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.ContentHash;
import io.github.djangodeb.name.TargetPath;
import io.github.djangodeb.process.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/** Installs packages on top of a base, in a session whose changes then become the layer. */
final class LayerMaker {
  private static final TargetPath ARCHIVES = new TargetPath("/var/cache/apt/archives");

  private static final TargetPath SETTINGS = new TargetPath("/build/apt.conf");
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
  private final SessionOpener sessions;

  LayerMaker(Tools tools, SessionOpener sessions) {
    this.tools = tools;
    this.sessions = sessions;
  }

  /** The layer with the packages: found, or made by one build while the others wait. */
  Path findOrMake(Base base, SortedSet<String> packages) throws BuildFailure {
    String hash = ContentHash.ofText(String.join("\n", packages)).text();
    Path layer = base.layer(hash);
    if (Files.isDirectory(layer)) {
      tools.events().reusedLayer(packages);
      return layer;
    }
    Path lock = tools.lock("layer-" + base.id() + "-" + hash);
    String what = "the build packages " + String.join(", ", packages);
    CacheLock alone = CacheLock.exclusive(lock, what, tools.waits());
    try {
      if (Files.isDirectory(layer)) {
        tools.events().reusedLayer(packages);
      } else {
        makeAndTell(base, packages, layer);
      }
      return layer;
    } finally {
      alone.close();
    }
  }

  private void makeAndTell(Base base, SortedSet<String> packages, Path layer) throws BuildFailure {
    tools.events().makingLayer(packages);
    long start = System.nanoTime();
    make(base, packages, layer);
    tools.events().madeLayer(packages, Duration.ofNanos(System.nanoTime() - start));
  }

  private void make(Base base, SortedSet<String> packages, Path layer) throws BuildFailure {
    Shelf archives = tools.archives(base.folder().getParent());
    try (UnshareSession session = sessions.open(new Chroot(List.of(base.tree())))) {
      Path borrowed = session.folder().resolve("archives");
      Files.createDirectories(borrowed);
      archives.lendTo(borrowed);
      install(session, base, packages, borrowed);
      archives.keepFrom(borrowed, LayerMaker::isPackage);
      session.publish(layer);
    } catch (IOException refused) {
      throw DiskFault.of(tools.cache().root(), refused);
    }
  }

  private static boolean isPackage(String path) {
    return path.endsWith(".deb") && !path.contains("/");
  }

  private void install(UnshareSession session, Base base, SortedSet<String> packages, Path borrowed)
      throws BuildFailure, IOException {
    SessionCommand apt = prepared(session, base, borrowed);
    List<String> satisfy = new ArrayList<>(List.of("satisfy", "--"));
    satisfy.addAll(packages);
    ToolFailure first = new ToolFailure(tools.events()::progress);
    Outcome outcome = run(session, with(apt, satisfy), "layer", first);
    if (outcome.succeeded()) {
      return;
    }
    // The lists are as old as the base: the mirror may have other versions by now.
    ToolFailure second = new ToolFailure(tools.events()::progress);
    outcome = run(session, with(apt, List.of("update", "--error-on=any")), "update", second);
    if (outcome.succeeded()) {
      outcome = run(session, with(apt, satisfy), "layer", second);
    }
    if (!outcome.succeeded()) {
      String what = "the build packages " + quote(packages) + " cannot be installed in the chroot";
      throw second.tell(what, outcome, tools.cache());
    }
  }

  private static String quote(SortedSet<String> packages) {
    return "\"" + String.join("\", \"", packages) + "\"";
  }

  private Outcome run(
      UnshareSession session, SessionCommand command, String log, ToolFailure listener)
      throws BuildFailure {
    return session.run(command, tools.logs().resolve("chroot-" + log + ".log"), listener);
  }

  private SessionCommand prepared(UnshareSession session, Base base, Path borrowed)
      throws IOException {
    SessionCommand command = SessionCommand.of("apt-get").writing(borrowed, ARCHIVES);
    command = command.with("DEBIAN_FRONTEND", "noninteractive");
    for (Map.Entry<String, String> proxy : tools.network().variables().entrySet()) {
      command = command.with(proxy.getKey(), proxy.getValue());
    }
    Path settings = base.tree().resolve(BaseMaker.APT_SETTINGS);
    for (String file : AptSettings.parse(Files.readAllLines(settings)).files()) {
      command = command.reading(Path.of(file), new TargetPath(file));
    }
    return tools.network().needsSettings() ? connected(command, session, base) : command;
  }

  /** With what apt is to know of the network; the layer keeps an empty file of it. */
  private SessionCommand connected(SessionCommand command, UnshareSession session, Base base)
      throws IOException {
    Path bundle = session.folder().resolve("authorities.pem");
    tools.network().writeBundle(bundle, base.tree());
    Path settings = session.folder().resolve("apt.conf");
    Files.createFile(
        settings,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(settings, tools.network().settings(AUTHORITIES.text()));
    return command
        .reading(settings, SETTINGS)
        .reading(bundle, AUTHORITIES)
        .with("APT_CONFIG", SETTINGS.text());
  }

  private static SessionCommand with(SessionCommand command, List<String> arguments) {
    List<String> all = new ArrayList<>(APT);
    all.addAll(arguments);
    return new SessionCommand(all, command.environment(), command.binds(), command.timeout());
  }
}
