package io.github.djangodeb.git;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * Finds the commits of a repository's submodules: in the work tree, among the modules that git
 * keeps beside the repository, or from where {@code .gitmodules} says.
 */
final class Submodules {
  private static final String SECTION = "submodule";

  private final Mirrors mirrors;
  private final Optional<RepositoryUrl> url;
  private final boolean offline;

  /**
   * @param url where the repository around the submodules comes from, if it is known
   * @param offline whether no server is asked: what was fetched before counts
   */
  Submodules(Mirrors mirrors, Optional<RepositoryUrl> url, boolean offline) {
    this.mirrors = mirrors;
    this.url = url;
    this.offline = offline;
  }

  /** Those of a submodule itself. */
  Submodules within(String path, Snapshot submodule) {
    return new Submodules(mirrors, origin(submodule.repository()), offline);
  }

  /** Where a repository was cloned from. */
  static Optional<RepositoryUrl> origin(Repository repository) {
    String address = repository.getConfig().getString("remote", "origin", "url");
    Path base =
        repository.isBare()
            ? repository.getDirectory().toPath()
            : repository.getWorkTree().toPath();
    try {
      return Optional.of(RepositoryUrl.of(address == null ? base.toString() : address, base));
    } catch (IllegalArgumentException odd) {
      return Optional.empty(); // Only a submodule that must be fetched by a relative path needs it.
    }
  }

  /**
   * The files of a submodule.
   *
   * @param around the snapshot that it is part of
   * @throws BuildFailure if its commit is not to be had
   */
  Snapshot find(Snapshot around, String path, ObjectId commit) throws BuildFailure {
    Snapshot changed = around.changedSubmodules().get(commit);
    if (changed != null) {
      return changed;
    }
    try {
      Module module = module(around, path);
      for (Path place : places(around.repository(), path, module)) {
        Optional<Snapshot> found = at(place, commit);
        if (found.isPresent()) {
          return found.get();
        }
      }
      return fetched(path, module, commit);
    } catch (IOException | ConfigInvalidException unreadable) {
      throw Faults.unreadable(around.repository(), unreadable);
    }
  }

  /** What {@code .gitmodules} says. */
  private record Module(Optional<String> name, Optional<String> address) {}

  private static Module module(Snapshot around, String path)
      throws IOException, ConfigInvalidException {
    Config modules = new Config();
    try (TreeWalk file = TreeWalk.forPath(around.reader(), ".gitmodules", around.tree())) {
      if (file != null) {
        byte[] text = around.reader().open(file.getObjectId(0)).getBytes();
        modules.fromText(new String(text, java.nio.charset.StandardCharsets.UTF_8));
      }
    }
    Optional<String> name =
        modules.getSubsections(SECTION).stream()
            .filter(one -> path.equals(modules.getString(SECTION, one, "path")))
            .findFirst();
    return new Module(name, name.map(one -> modules.getString(SECTION, one, "url")));
  }

  private static List<Path> places(Repository repository, String path, Module module) {
    List<Path> places = new java.util.ArrayList<>();
    if (!repository.isBare()) {
      places.add(WorkTree.resolve(repository, path).resolve(".git"));
    }
    // Such a name would lead out of the folder of modules.
    module
        .name()
        .filter(name -> !List.of(name.split("/")).contains(".."))
        .ifPresent(
            name -> {
              places.add(repository.getDirectory().toPath().resolve("modules").resolve(name));
              places.add(repository.getCommonDirectory().toPath().resolve("modules").resolve(name));
            });
    return places;
  }

  private static Optional<Snapshot> at(Path place, ObjectId commit)
      throws IOException, BuildFailure {
    if (!Files.exists(place)) {
      return Optional.empty();
    }
    Repository repository =
        place.endsWith(".git")
            ? WorkTree.openAt(place.getParent()).orElse(null)
            : new FileRepositoryBuilder().setGitDir(place.toFile()).setBare().build();
    if (repository == null) {
      return Optional.empty();
    }
    Optional<RevCommit> found = new Revisions(repository, place.toString()).findWhole(commit);
    if (found.isEmpty()) {
      repository.close();
    }
    return found.map(one -> Snapshot.of(repository, one));
  }

  private Snapshot fetched(String path, Module module, ObjectId commit) throws BuildFailure {
    String address =
        module
            .address()
            .orElseThrow(
                () ->
                    BuildFailure.ofUser(
                        "the submodule \""
                            + path
                            + "\" has no address in .gitmodules: add it with \"git submodule add\","
                            + " or remove it"));
    try {
      RepositoryUrl from =
          url.isPresent() ? url.get().ofSubmodule(address) : RepositoryUrl.of(address, Path.of(""));
      Snapshot found = inMirror(path, commit, from);
      Optional<String> damage = Soundness.damage(found.repository(), found.commit(), "");
      if (damage.isEmpty()) {
        return found;
      }
      found.reader().close();
      found.repository().close();
      if (isOutOfReach(from)) {
        throw Mirrors.damagedOffline(from, damage.get());
      }
      mirrors.forget(from, damage.get());
      return inMirror(path, commit, from);
    } catch (IllegalArgumentException refused) {
      throw BuildFailure.ofUser(
          "the submodule \"" + path + "\" cannot be fetched: " + refused.getMessage(), refused);
    }
  }

  private boolean isOutOfReach(RepositoryUrl from) {
    return offline && !from.isHere();
  }

  private Snapshot inMirror(String path, ObjectId commit, RepositoryUrl from) throws BuildFailure {
    Repository mirror = mirrors.withCommit(from, commit, isOutOfReach(from));
    Optional<RevCommit> found = new Revisions(mirror, from.toString()).findWhole(commit);
    if (found.isEmpty()) {
      mirror.close();
      throw missing(path, commit, from);
    }
    return Snapshot.of(mirror, found.get());
  }

  private BuildFailure missing(String path, ObjectId commit, RepositoryUrl from) {
    return BuildFailure.ofUser(
        "the submodule \""
            + path
            + "\" stands at the commit "
            + commit.name()
            + ", which "
            + from
            + (isOutOfReach(from)
                ? " did not have when it was fetched, and Maven is offline: build once without -o"
                : " does not have: push it there"));
  }
}
