package io.github.djangodeb.chroot;

import io.github.djangodeb.cache.CacheLock;
import io.github.djangodeb.cache.DiskFault;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.process.Command;
import io.github.djangodeb.process.Outcome;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A session of the unshare engine: an upper directory over the chroot's layers. Each command mounts
 * all of it in namespaces of its own, so there is nothing to unmount.
 */
final class UnshareSession implements Session {
  private final Tools tools;
  private final Chroot chroot;
  private final Path folder;
  private final SessionFolder own;
  private final CacheLock base;
  private final Path script;
  private int commands;
  private boolean closed;

  /**
   * @param own the session's folder, empty
   * @param base keeps the chroot's base from being deleted
   */
  UnshareSession(Tools tools, Chroot chroot, SessionFolder own, CacheLock base) throws IOException {
    this.tools = tools;
    this.chroot = chroot;
    this.own = own;
    this.folder = own.path();
    this.base = base;
    Path etc = Files.createDirectories(upper().resolve("etc"));
    Files.createDirectory(folder.resolve("root"));
    script = Scripts.ENTER.writeInto(folder);
    for (Map.Entry<String, String> file : MachineFiles.of(tools.machine()).entrySet()) {
      write(upper().resolve(file.getKey().substring(1)), file.getValue());
    }
    // This process's umask may be stricter than a system's root can be.
    for (Path open : List.of(upper(), etc)) {
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }

  Path folder() {
    return folder;
  }

  private Path upper() {
    return folder.resolve("upper");
  }

  @Override
  public synchronized Outcome run(SessionCommand command, Path log, Consumer<String> lines)
      throws BuildFailure {
    Path entered = folder.resolve("entered");
    try {
      Files.deleteIfExists(entered);
      Outcome outcome = tools.launcher().run(describe(command), log, lines);
      if (!outcome.succeeded() && !Files.exists(entered)) {
        throw BuildFailure.ofMachine(
            "a session in the chroot cannot be set up:\n" + outcome.tellTail());
      }
      return outcome;
    } catch (IOException refused) {
      throw DiskFault.of(tools.cache().root(), refused);
    }
  }

  private Command describe(SessionCommand command) throws IOException {
    Path mounts = folder.resolve("mounts");
    Files.writeString(mounts, mounts(command).text());
    // The kernel refuses a work directory that a volatile overlay has used: it cannot know that its
    // upper directory was not lost in a power cut, but this session would be gone then too.
    Path work = Files.createDirectory(folder.resolve("work-" + commands++));
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of("sh", script.toString(), relative(folder), overlay(work), mounts.toString()));
    command.binds().forEach(bind -> arguments.addAll(mountPoint(bind)));
    arguments.add("--");
    arguments.addAll(command.arguments());
    Map<String, String> environment = new java.util.LinkedHashMap<>(command.environment());
    environment.putAll(HostEnvironment.plain(tools.machine()));
    return new Command(
        tools.namespaces().session(arguments),
        environment,
        java.util.Optional.of(tools.cache().root()),
        command.timeout());
  }

  private MountTable mounts(SessionCommand command) {
    boolean mapped = tools.namespaces().mapped();
    MountTable table = new MountTable(folder.resolve("root")).withSystem(mapped, Path.of("/proc"));
    if (!command.binds().isEmpty()) {
      HostMounts host = new HostMounts(tools.machine().lines("/proc/self/mountinfo"));
      command.binds().forEach(bind -> table.with(bind, host.locked(bind.host().toAbsolutePath())));
    }
    return table;
  }

  private static List<String> mountPoint(SessionCommand.Bind bind) {
    return List.of(Files.isDirectory(bind.host()) ? "-d" : "-f", bind.at().relativeToRoot());
  }

  private String overlay(Path work) {
    String lower = chroot.layers().stream().map(this::relative).collect(Collectors.joining(":"));
    return "nosuid,nodev,noatime,lowerdir="
        + lower
        + ",upperdir="
        + relative(upper())
        + ",workdir="
        + relative(work)
        + tools.namespaces().overlayOptions();
  }

  /** Commas and colons in the cache folder's own path would end an option of the mount. */
  private String relative(Path path) {
    return tools.cache().root().relativize(path).toString();
  }

  /**
   * Makes this session's changes a layer, without what every session has. Nothing can be run in it
   * afterwards.
   */
  synchronized void publish(Path layer) throws BuildFailure, IOException {
    Files.deleteIfExists(upper().resolve("etc/resolv.conf"));
    Files.deleteIfExists(upper().resolve("etc/hosts"));
    tools.sync(upper());
    try {
      Files.move(upper(), layer, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException impossible) {
      throw new IllegalStateException("the lock of " + layer + " was not held", impossible);
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    own.delete(tools.remover());
    base.close();
  }
}
