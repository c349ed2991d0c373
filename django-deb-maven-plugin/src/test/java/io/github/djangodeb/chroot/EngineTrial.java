package io.github.djangodeb.chroot;

import io.github.djangodeb.cache.CacheDirectory;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.Suite;
import io.github.djangodeb.name.TargetPath;
import io.github.djangodeb.process.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The engine from end to end, as a program of its own: a test cannot become another user, so it
 * runs this as one. Needs only the JDK. Its arguments: an empty folder, and "hang" to stay in a
 * session.
 */
final class EngineTrial {
  private final Path folder;
  private final UnshareEngine engine;

  private EngineTrial(Path folder) {
    this.folder = folder;
    engine =
        RealChroots.engine(
            new CacheDirectory(folder.resolve("cache")),
            folder.resolve("logs"),
            ChrootEvents.none());
  }

  /** Prints "fine" as its last line where all went well. */
  public static void main(String[] arguments) throws BuildFailure, IOException {
    EngineTrial trial = new EngineTrial(Path.of(arguments[0]));
    if (arguments.length > 1) {
      trial.hang(arguments[1]);
    }
    trial.run();
    System.out.println("fine");
  }

  private void hang(String seconds) throws BuildFailure {
    Session session = engine.open(engine.prepare(RealChroots.spec(Suite.TRIXIE)));
    session.run(
        SessionCommand.of("sh", "-c", "echo hanging; sleep " + seconds + "; true"),
        folder.resolve("log"),
        System.out::println);
  }

  private void run() throws BuildFailure, IOException {
    ChrootSpec spec = RealChroots.spec(Suite.TRIXIE);
    require(engine.obstacle(spec).isEmpty(), "obstacle " + engine.obstacle(spec));
    Chroot chroot = engine.prepare(RealChroots.spec(Suite.TRIXIE, "bc"));
    Path out = Files.createDirectory(folder.resolve("out"));
    Files.setPosixFilePermissions(out, PosixFilePermissions.fromString("rwx------"));
    try (Session session = engine.open(chroot)) {
      says(session, "0", "id -u", out);
      says(session, "42", "echo 6*7 | bc", out);
      says(session, "made", "python3 -m venv --without-pip /v && echo made", out);
      says(session, "www-data", "touch /x && chown www-data /x && stat -c %U /x", out);
      says(session, "root", "stat -c %U /usr/bin/python3 | sort -u", out);
      says(session, "kept", "echo hello >/out/file && echo kept", out);
      says(session, "refused", "touch /in/x 2>/dev/null || echo refused", out);
      says(session, "none", "ls /sys/kernel 2>/dev/null || echo none", out);
      says(session, "refused", "mount -t tmpfs x /mnt 2>/dev/null || echo refused", out);
      says(session, "fine", "apt-get update >/dev/null && echo fine", out);
    }
    require(Files.readString(out.resolve("file")).equals("hello\n"), "a bound file");
    String owner = Files.getOwner(out.resolve("file")).getName();
    require(owner.equals(System.getProperty("user.name")), "owner " + owner);
    try (var left = Files.list(folder.resolve("cache/sessions"))) {
      require(left.findAny().isEmpty(), "a session is left");
    }
    engine.close();
  }

  private void says(Session session, String expected, String script, Path out) throws BuildFailure {
    SessionCommand command =
        SessionCommand.of("sh", "-c", script)
            .writing(out, new TargetPath("/out"))
            .reading(out, new TargetPath("/in"));
    Outcome outcome = session.run(command, folder.resolve("log"), line -> {});
    String said = String.join("\n", outcome.lastLines());
    require(said.equals(expected), script + " said: " + said);
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
