package io.github.djangodeb.build;

import io.github.djangodeb.cache.FileTrees;
import io.github.djangodeb.django.DjangoProject;
import io.github.djangodeb.django.DjangoProjectFinder;
import io.github.djangodeb.django.SettingsModule;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.git.Commit;
import io.github.djangodeb.git.GitSource;
import io.github.djangodeb.name.ContentHash;
import io.github.djangodeb.name.SiteNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the commit that is to be packaged, and exports it below {@code target/}. */
final class SourceExport {
  private static final String FOLDER = "source-";

  private final GitSource git;
  private final Path output;
  private final Path work;

  /**
   * @param output the folder {@code target/}, below which the export of one commit is kept
   */
  SourceExport(GitSource git, Path output) {
    this.git = git;
    this.output = output;
    this.work = output.resolve("django-deb");
  }

  /**
   * The commit, exported: once, for all that asks for it.
   *
   * @throws BuildFailure if there is no such commit, it cannot be exported, or no single Django
   *     project is in it
   */
  Source of(BuildRequest request) throws BuildFailure {
    try (Commit commit = commit(request.origin())) {
      String identity = identity(commit);
      Path tree = work.resolve(FOLDER + identity);
      if (!Files.isDirectory(tree)) {
        export(commit, tree);
      }
      Map<SiteNames, DjangoProject> projects = projects(request, tree);
      return new Source(
          commit.hexadecimal(),
          identity,
          commit.isCommitted(),
          bounded(commit.time(), commit.isCommitted(), request.origin().latest()),
          tree,
          // The settings of a site do not change where manage.py lies.
          projects.get(request.sites().get(0).names()).folder(),
          projects);
    }
  }

  /**
   * Exports again what was exported before, and has been deleted since.
   *
   * @throws BuildFailure the user's, if it is not to be had any more
   */
  void again(BuildRequest request, Source before) throws BuildFailure {
    Origin origin =
        before.committed() ? request.origin().at(before.hexadecimal()) : request.origin();
    try (Commit commit = commit(origin)) {
      if (!identity(commit).equals(before.identity())) {
        throw BuildFailure.ofUser(
            "Another build has deleted what this one exported to "
                + work
                + ", and the project is no longer what it was when this one began: build again.");
      }
      export(commit, before.tree());
    }
  }

  /** A commit has its time wherever it is built; changes have the time of one work tree. */
  static Instant bounded(Instant time, boolean committed, Optional<Instant> latest) {
    return committed ? time : latest.filter(time::isAfter).orElse(time);
  }

  private static Map<SiteNames, DjangoProject> projects(BuildRequest request, Path tree)
      throws BuildFailure {
    DjangoProjectFinder finder = new DjangoProjectFinder(tree);
    Map<SiteNames, DjangoProject> projects = new HashMap<>();
    for (SiteRequest site : request.sites()) {
      Optional<String> stated = site.options().settings();
      DjangoProject project = finder.find(request.projectDirectory(), stated);
      try {
        new SettingsModule(tree, project).require(stated.isPresent());
      } catch (BuildFailure absent) {
        throw request.allSites() ? absent.in(site.told()) : absent;
      }
      projects.put(site.names(), project);
    }
    return projects;
  }

  private Commit commit(Origin origin) throws BuildFailure {
    if (origin.repository().isPresent()) {
      return git.remote(
          origin.repository().get(),
          origin.folder(),
          origin.revision(),
          subtree(origin.sourceDirectory().orElse("")),
          origin.offline());
    }
    Path folder = origin.folder().resolve(origin.sourceDirectory().orElse("")).normalize();
    List<Path> aside = new ArrayList<>(origin.aside());
    aside.add(output);
    return git.local(folder, origin.revision(), origin.allowDirty(), aside, origin.offline());
  }

  private static String subtree(String folder) throws BuildFailure {
    Path path = Path.of(folder).normalize();
    if (path.isAbsolute() || path.startsWith("..")) {
      throw BuildFailure.ofUser(
          "<sourceDirectory>: \"" + folder + "\" is no folder inside the repository.");
    }
    return path.toString();
  }

  /** One commit exports differently by its folder, and where files ask for tags, by these. */
  private static String identity(Commit commit) {
    String all = commit.hexadecimal() + "\n" + commit.subtree() + "\n" + commit.references();
    return ContentHash.sha256(all.getBytes(StandardCharsets.UTF_8));
  }

  private void export(Commit commit, Path tree) throws BuildFailure {
    try {
      Files.createDirectories(work);
      forgetOthers();
      Path draft = Files.createTempDirectory(work, "." + FOLDER);
      commit.export(draft);
      Files.move(draft, tree, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException refused) {
      throw BuildFailure.ofMachine(
          "The source cannot be exported to " + tree + ": " + refused.getMessage(), refused);
    }
  }

  private void forgetOthers() throws IOException {
    try (DirectoryStream<Path> others =
        Files.newDirectoryStream(
            work, path -> path.getFileName().toString().matches("\\.?" + FOLDER + ".*"))) {
      for (Path other : others) {
        FileTrees.delete(other);
      }
    }
  }
}
