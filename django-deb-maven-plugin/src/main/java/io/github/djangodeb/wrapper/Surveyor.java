package io.github.djangodeb.wrapper;

import io.github.djangodeb.django.DjangoProject;
import io.github.djangodeb.django.DjangoProjectFinder;
import io.github.djangodeb.django.ProductionSettings;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.file.WorkTree;
import io.github.djangodeb.name.Name;
import io.github.djangodeb.requirements.Requirements;
import io.github.djangodeb.requirements.RequirementsChoice;
import io.github.djangodeb.requirements.RequirementsFinder;
import io.github.djangodeb.requirements.Selection;
import io.github.djangodeb.requirements.UnpinnedPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Looks at a Django project, the way that a person would who has to write its pom. */
final class Surveyor {
  /** Packages of settings that say nothing of the project. */
  private static final Set<String> NAMELESS =
      Set.of(
          "app", "backend", "conf", "config", "core", "main", "project", "settings", "src", "web");

  /** Where people keep requirements whose file the plugin does not take by itself. */
  private static final List<String> UNUSUAL_REQUIREMENTS =
      List.of(
          "requirements/production.txt",
          "requirements/prod.txt",
          "requirements/base.txt",
          "requirements/requirements.txt",
          "requirements-production.txt",
          "requirements-prod.txt");

  private static final String DEBIAN = "venv-debian-requirements.txt";

  private final WrapperRequest request;
  private final Path root;
  private final List<String> todo = new ArrayList<>();

  Surveyor(WrapperRequest request) {
    this.request = request;
    this.root = request.folder();
  }

  /**
   * Looks.
   *
   * @throws BuildFailure the user's, if no project, or no single one, or no name can be found
   */
  Survey survey() throws BuildFailure {
    DjangoProject project = project();
    Path folder = root.resolve(project.folder());
    Optional<String> settings =
        request.settings().or(() -> ProductionSettings.beside(folder, project.settings()));
    Name name = name(settings.orElse(project.settings()));
    Optional<Requirements> usual = Optional.empty();
    Optional<String> file = request.requirements();
    if (file.isEmpty()) {
      usual = requirements(folder, Optional.empty());
      file = usual.map(Requirements::file).or(() -> unusual(folder));
    }
    adviseOnRequirements(folder, usual, file);
    if (request.author().isEmpty()) {
      todo.add(
          "name who answers for the packages in <developers>, with <name> and <email>: git has no"
              + " user.name and user.email that a package can name, and without them it is the site's own"
              + " name");
    }
    adviseOnGit();
    return new Survey(project, name, settings, file, usual.isPresent(), todo);
  }

  private DjangoProject project() throws BuildFailure {
    DjangoProjectFinder finder = new DjangoProjectFinder(root);
    Optional<String> named = request.projectDirectory();
    if (named.isEmpty()) {
      named = Optional.of(onlyOne(finder.nearest()));
    }
    try {
      return finder.find(named, request.settings());
    } catch (BuildFailure failure) {
      throw failure.isUsers() ? withOptions(failure) : failure;
    }
  }

  private static BuildFailure withOptions(BuildFailure failure) {
    return BuildFailure.ofUser(
        failure.getMessage()
            + " For this goal: -Ddjango-deb.settings=... or -Ddjango-deb.projectDirectory=...",
        failure);
  }

  private String onlyOne(List<String> folders) throws BuildFailure {
    if (folders.isEmpty() && request.settings().isPresent()) {
      return ".";
    }
    if (folders.isEmpty()) {
      throw BuildFailure.ofUser(
          "There is no manage.py of a Django project in "
              + root
              + ", nor below it: run this goal in the project's folder.");
    }
    if (folders.size() > 1) {
      throw BuildFailure.ofUser(
          "There are "
              + folders.size()
              + " Django projects in "
              + root
              + ": "
              + String.join(", ", folders)
              + ". Run this goal in the folder of one of them, or name it:"
              + " -Ddjango-deb.projectDirectory="
              + folders.get(0));
    }
    return folders.get(0);
  }

  /**
   * What the settings' package is called, unless that says nothing; else what the folder is, or
   * that of the repository; and if these say nothing either, they are names still.
   */
  private Name name(String settings) throws BuildFailure {
    if (request.name().isPresent()) {
      return request.name().get();
    }
    String first = settings.split("\\.", 2)[0];
    List<String> folders =
        Stream.of(Optional.of(root), WorkTree.around(root))
            .flatMap(Optional::stream)
            .map(Path::getFileName)
            .filter(name -> name != null)
            .map(Path::toString)
            .toList();
    return Stream.concat(
            Stream.concat(Stream.of(first), folders.stream())
                .filter(text -> !NAMELESS.contains(text)),
            folders.stream())
        .flatMap(text -> asName(text).stream())
        .findFirst()
        .orElseThrow(
            () ->
                BuildFailure.ofUser(
                    "Neither the settings module \""
                        + settings
                        + "\" nor the folder "
                        + root
                        + " gives the site a name: choose one, such as -Ddjango-deb.name=shop."));
  }

  private static Optional<Name> asName(String text) {
    String plain =
        text.toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^[^a-z]+", "")
            .replaceAll("-$", "");
    return plain.isEmpty() ? Optional.empty() : Optional.of(new Name(plain));
  }

  private Optional<Requirements> requirements(Path folder, Optional<String> file) {
    try {
      return Optional.of(
          RequirementsFinder.find(
              root, folder, new RequirementsChoice(file, Selection.NONE, UnpinnedPolicy.IGNORE)));
    } catch (BuildFailure absentOrFaulty) {
      // Which of both it is, and why, is told where no other file is found.
      return Optional.empty();
    }
  }

  private Optional<String> unusual(Path folder) {
    return Stream.of(folder, root)
        .distinct()
        .flatMap(place -> UNUSUAL_REQUIREMENTS.stream().map(place::resolve))
        .filter(Files::isRegularFile)
        .map(file -> root.relativize(file).toString())
        .findFirst();
  }

  private void adviseOnRequirements(
      Path folder, Optional<Requirements> usual, Optional<String> file) {
    if (file.isEmpty()) {
      todo.add(whyNone(folder));
      return;
    }
    Optional<Requirements> read = usual.isPresent() ? usual : requirements(folder, file);
    if (read.isEmpty()) {
      todo.add(file.get() + " cannot be read as requirements: \"mvn package\" says why");
      return;
    }
    Requirements wanted = read.get();
    if (!wanted.names("gunicorn")) {
      todo.add("require gunicorn, which serves the site, in " + wanted.file());
    }
    boolean compiled = wanted.names("psycopg2");
    if (!compiled && !wanted.names("psycopg2-binary") && !wanted.names("psycopg")) {
      todo.add("for a PostgreSQL database, require psycopg2 or psycopg in " + wanted.file());
    }
    if (compiled && !says(DEBIAN, folder, "libpq-dev")) {
      todo.add("write libpq-dev, which psycopg2 is compiled with, into " + DEBIAN);
    }
  }

  private String whyNone(Path folder) {
    try {
      RequirementsFinder.find(root, folder, RequirementsChoice.DEFAULT);
      throw new IllegalStateException("requirements that were not there are");
    } catch (BuildFailure why) {
      return why.getMessage().replaceFirst("\\.$", "");
    }
  }

  private void adviseOnGit() {
    boolean tracked = WorkTree.around(root).isPresent();
    if (!says(".gitignore", root, "target/", "/target/", "target", "/target")) {
      todo.add("have git ignore what is built: write /target/ into .gitignore");
    }
    todo.add(
        (tracked ? "" : "git init; ")
            + "git add "
            + (tracked ? "pom.xml" : ".")
            + "; git commit, as what is committed is packaged");
  }

  /** Whether a file in a folder, or at the root, has one of these lines. */
  private boolean says(String file, Path folder, String... lines) {
    return Stream.of(folder, root)
        .map(place -> place.resolve(file))
        .filter(Files::isRegularFile)
        .flatMap(Surveyor::lines)
        .anyMatch(Set.of(lines)::contains);
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).lines().map(String::strip);
    } catch (IOException unreadable) {
      // It is only advice that depends on it.
      return Stream.empty();
    }
  }
}
