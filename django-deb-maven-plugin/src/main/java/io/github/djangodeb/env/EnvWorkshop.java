package io.github.djangodeb.env;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import io.github.djangodeb.cache.CacheDirectory;
import io.github.djangodeb.cache.CacheEvents;
import io.github.djangodeb.cache.DiskFault;
import io.github.djangodeb.cache.FileTrees;
import io.github.djangodeb.cache.Scratch;
import io.github.djangodeb.cache.Shelf;
import io.github.djangodeb.chroot.InstalledPackages;
import io.github.djangodeb.chroot.Session;
import io.github.djangodeb.chroot.SessionCommand;
import io.github.djangodeb.chroot.SessionCommand.Bind;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.TargetPath;
import io.github.djangodeb.process.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;

/**
 * A folder of this machine through which a session is told what virtualenv to build, and hands it
 * over.
 */
final class EnvWorkshop implements AutoCloseable {
  private static final TargetPath INPUT = new TargetPath("/build/input");
  private static final TargetPath OUTPUT = new TargetPath("/build/output");
  private static final TargetPath PIP_CACHE = new TargetPath("/build/cache");
  private static final TargetPath TREE = new TargetPath("/build/tree");
  private static final String REQUEST = "request.json";

  /** What the names of files end in that pip has not written to their end. */
  private static final String UNFINISHED = ".tmp";

  private static final int PIP_FAILED = 3;

  /** As a shell tells of a program that signal 9 ended. */
  private static final int KILLED = 128 + 9;

  /** How long what pip has downloaded and compiled is kept. */
  private static final Duration PIP_KEPT = Duration.ofDays(60);

  /** What pip compiles takes hours where the architecture is emulated. */
  private static final Duration LIMIT = Duration.ofHours(6);

  private final EnvPlan plan;
  private final EnvEvents events;
  private final Path folder;
  private final Shelf pips;
  private final Scratch pipCache;

  /**
   * @throws BuildFailure if the disk refuses
   */
  EnvWorkshop(EnvPlan plan, CacheDirectory cache, CacheEvents cacheEvents, EnvEvents events)
      throws BuildFailure {
    this.plan = plan;
    this.events = events;
    String name = plan.configuration().cacheName();
    pips =
        new Shelf(
            cache.pip().resolve(name),
            cache.locks().resolve("pip-" + name + ".lock"),
            "pip's cache",
            cacheEvents);
    try {
      // Only its owner may look: the request may hold credentials.
      Path logs = Files.createDirectories(plan.request().logs());
      // A build that was killed left its own, with an archive and perhaps credentials in it.
      FileTrees.deleteAll(logs, ".env-");
      folder = Files.createTempDirectory(logs, ".env-");
      Files.createDirectory(input());
      Files.createDirectory(output());
      pipCache = Scratch.open(cache);
    } catch (IOException refused) {
      throw DiskFault.of(plan.request().logs(), refused);
    }
  }

  private Path input() {
    return folder.resolve("input");
  }

  private Path output() {
    return folder.resolve("output");
  }

  /** The virtualenv as an archive, after {@link #build}. */
  Path archive() {
    return output().resolve("env.tar");
  }

  /**
   * Builds.
   *
   * @throws BuildFailure if the requirements cannot be installed
   */
  EnvFacts build(Session session) throws BuildFailure {
    try {
      fill();
      // All of it is lent each time, so what is used and what is not cannot be told apart.
      pips.forgetBefore(Instant.now().minus(PIP_KEPT));
      pips.lendTo(pipCache.folder());
      PipFailure pip =
          new PipFailure(
              new PipSources(
                  plan.request().requirements().file(), plan.request().pip().wheelhouse()));
      EnvOutput output = new EnvOutput(events, pip);
      Outcome outcome = run(session, output);
      keepPipCache(outcome, pip);
      if (outcome.exitCode() == PIP_FAILED) {
        throw failure(pip.reason(), output.forPeople(outcome), !pip.wasKilled());
      }
      if (outcome.exitCode() == KILLED) {
        throw failure(
            PipFailure.killed("the program that builds it"), output.forPeople(outcome), false);
      }
      if (!outcome.succeeded()) {
        throw failure("the program that builds it failed", output.forPeople(outcome), false);
      }
      String facts = Files.readString(output().resolve("facts.json"));
      return new Gson()
          .fromJson(facts, EnvFacts.class)
          .among(InstalledPackages.of(session, log("env-packages.log")));
    } catch (IOException refused) {
      throw DiskFault.of(folder, refused);
    } catch (JsonParseException broken) {
      throw BuildFailure.ofMachine("the virtualenv's facts cannot be read: " + broken, broken);
    }
  }

  private Outcome run(Session session, EnvOutput output) throws BuildFailure {
    try {
      return session.run(command(), log("env.log"), output::line);
    } catch (BuildFailure ended) {
      // Its time was up, unless this build is to end at once.
      if (!Thread.currentThread().isInterrupted()) {
        keepDownloads();
      }
      throw ended;
    }
  }

  private BuildFailure failure(String reason, Outcome outcome, boolean users) {
    String message =
        "The virtualenv of "
            + plan.packageName()
            + " cannot be built: "
            + reason
            + "\n"
            + outcome.tellTail();
    return users ? BuildFailure.ofUser(here(message)) : BuildFailure.ofMachine(here(message));
  }

  /** With the folders and files of this machine as they are called here, not in the chroot. */
  private String here(String message) {
    String told = message;
    for (Bind bind : plan.configuration().pip().binds()) {
      told = told.replace(bind.at().text(), bind.host().toString());
    }
    return told;
  }

  private Path log(String name) {
    return plan.request().logs().resolve(name);
  }

  private void fill() throws IOException, BuildFailure {
    EnvPrograms.writeInto(input());
    Path request = input().resolve(REQUEST);
    Files.createFile(
        request,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(request, new GsonBuilder().serializeNulls().create().toJson(plan.order()));
  }

  private SessionCommand command() {
    SessionCommand command =
        SessionCommand.of(
                "/usr/bin/python3",
                INPUT.resolve(EnvPrograms.BUILDER).text(),
                INPUT.resolve(REQUEST).text(),
                OUTPUT.text())
            .within(LIMIT)
            .reading(input(), INPUT)
            .writing(output(), OUTPUT)
            .writing(pipCache.folder(), PIP_CACHE);
    if (plan.needsTree()) {
      command = command.reading(plan.request().sourceTree(), TREE);
    }
    for (Bind bind : plan.configuration().pip().binds()) {
      command = command.reading(bind.host(), bind.at());
    }
    return command;
  }

  /**
   * What pip downloaded before it failed is whole, unless just that is what it complains of; what
   * it compiled may not be.
   */
  private void keepPipCache(Outcome outcome, PipFailure pip) throws BuildFailure {
    if (outcome.succeeded()) {
      pips.keepFrom(pipCache.folder(), path -> true);
    } else if (pip.blamesArchive()) {
      pips.forget();
    } else if (outcome.exitCode() == PIP_FAILED) {
      keepDownloads();
    }
  }

  /** pip gives a file its name when it is whole. */
  private void keepDownloads() throws BuildFailure {
    pips.keepFrom(pipCache.folder(), path -> path.startsWith("http") && !path.endsWith(UNFINISHED));
  }

  /** Deletes the folder. */
  @Override
  public void close() {
    pipCache.close();
    try {
      FileTrees.delete(folder);
    } catch (IOException left) {
      // It lies below target/, where "mvn clean" takes it; nothing reads it again.
    }
  }
}
