package io.github.djangodeb.django;

import com.google.gson.Gson;
import com.google.gson.JsonSyntaxException;
import io.github.djangodeb.chroot.Session;
import io.github.djangodeb.chroot.SessionCommand;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.TargetPath;
import io.github.djangodeb.process.Outcome;
import io.github.djangodeb.requirements.RequirementsFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/** Imports a project's settings in a chroot, and collects its static files there. */
public final class ProjectCollector {
  private static final String PROGRAM = "collect_project.py";
  private static final List<String> PROGRAMS = List.of(PROGRAM, "told_failure.py");
  private static final String REASON = "reason.txt";
  private static final TargetPath WORK = new TargetPath("/build/site");
  private static final int SETTINGS_FAILED = 3;

  private final Session session;
  private final Path work;
  private final RequirementsFile requirements;
  private final SortedSet<String> servers;

  /**
   * @param session a session in which the virtualenv can run
   * @param work an empty folder of this machine, for the static files and the log
   * @param requirements where what the virtualenv lacks is to be required
   * @param servers how sites want it to be served: {@code wsgi}, {@code asgi}, or {@code auto} for
   *     what it is made for
   */
  public ProjectCollector(
      Session session, Path work, RequirementsFile requirements, Collection<String> servers) {
    this.session = session;
    this.work = work;
    this.requirements = requirements;
    this.servers = new TreeSet<>(servers);
  }

  /** Where the static files lie after {@link #collect}. */
  public Path staticFiles() {
    return work.resolve("static");
  }

  /**
   * Collects.
   *
   * @param project which project
   * @param env the virtualenv
   * @param src the source
   * @param environment what a project that reads its environment finds there
   * @throws BuildFailure if the settings cannot be imported, or the files not be collected
   */
  public ProjectFacts collect(
      DjangoProject project, TargetPath env, TargetPath src, Map<String, String> environment)
      throws BuildFailure {
    try {
      install();
      Outcome outcome =
          session.run(
              command(project, env, src, environment), work.resolve("collect.log"), line -> {});
      if (!outcome.succeeded()) {
        throw failure(project, outcome);
      }
      return new Gson().fromJson(Files.readString(work.resolve("facts.json")), ProjectFacts.class);
    } catch (IOException | JsonSyntaxException unreadable) {
      throw BuildFailure.ofMachine(
          "What collectstatic left in " + work + " cannot be read: " + unreadable.getMessage(),
          unreadable);
    }
  }

  private void install() throws IOException {
    for (String name : PROGRAMS) {
      try (InputStream program = ProjectCollector.class.getResourceAsStream(name)) {
        Files.write(work.resolve(name), Objects.requireNonNull(program).readAllBytes());
      }
    }
  }

  private SessionCommand command(
      DjangoProject project, TargetPath env, TargetPath src, Map<String, String> environment) {
    TargetPath folder = project.folder().isEmpty() ? src : src.resolve(project.folder());
    SessionCommand command =
        SessionCommand.of(
                "/bin/sh",
                "-c",
                "cd \"$1\" && shift && exec \"$@\"",
                "in-project",
                folder.text(),
                env.resolve("bin/python").text(),
                WORK.resolve(PROGRAM).text(),
                project.settings(),
                WORK.resolve("static").text(),
                WORK.resolve("facts.json").text(),
                WORK.resolve(REASON).text(),
                src.text(),
                requirements.path(),
                String.join(",", servers))
            .writing(work, WORK)
            .with("PYTHONPATH", folder + ":" + src)
            .with("PYTHONDONTWRITEBYTECODE", "1");
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      command = command.with(variable.getKey(), variable.getValue());
    }
    return command;
  }

  /** Whether Python did not find the module, or a package that it is in. */
  private static boolean lacks(String module, String said) {
    for (int end = module.length(); end > 0; end = module.lastIndexOf('.', end - 1)) {
      if (said.contains("No module named '" + module.substring(0, end) + "'")) {
        return true;
      }
    }
    return false;
  }

  private BuildFailure failure(DjangoProject project, Outcome outcome) throws IOException {
    if (lacks(project.settings(), outcome.tellTail())) {
      return BuildFailure.ofUser(
          "There is no settings module \"" + project.settings() + "\": correct <settings>.");
    }
    Path reason = work.resolve(REASON);
    String known = Files.isRegularFile(reason) ? Files.readString(reason) : "";
    if (!known.isEmpty()) {
      return BuildFailure.ofUser(known + "\n" + outcome.tellTail());
    }
    String what =
        outcome.exitCode() == SETTINGS_FAILED
            ? "The settings module \""
                + project.settings()
                + "\" (<settings>) cannot be used."
                + " What it imports must be in "
                + requirements.path()
                + ", and what it reads from its environment must have a default:\n"
            : "The project cannot be loaded, or its static files not be collected, with the settings"
                + " \""
                + project.settings()
                + "\":\n";
    return BuildFailure.ofUser(what + outcome.tellTail());
  }
}
