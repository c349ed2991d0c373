package io.github.djangodeb.git;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.login.Logins;
import io.github.djangodeb.name.ContentHash;
import io.github.djangodeb.network.WebAccess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.PathSuffixFilter;

/** Finds what is packaged, in the work tree around the pom or in another repository. */
public final class GitSource {
  private final Mirrors mirrors;
  private final GitEvents events;

  /**
   * @param cache where clones are kept
   * @param lock sees that one build at a time fetches a repository
   * @param logins users and passwords, by their hosts
   * @param access how servers of http and https are reached
   */
  public GitSource(Path cache, MirrorLock lock, Logins logins, WebAccess access, GitEvents events) {
    QuietSystem.install();
    this.mirrors = new Mirrors(cache, lock, logins, access, events);
    this.events = events;
  }

  /**
   * What the repository around a folder has.
   *
   * <p>With a revision, that commit, whatever the work tree holds. Without, the work tree's {@code
   * HEAD}; tracked files within the folder that have changed fail it, or are packaged as they are.
   *
   * @param folder the folder that is packaged
   * @param allowDirty whether changed files are packaged
   * @param output where the build writes, which nobody expects to be packaged
   * @throws BuildFailure if there is no repository or no such commit, or a file has changed
   */
  public Commit local(Path folder, Optional<String> revision, boolean allowDirty, Path output)
      throws BuildFailure {
    return local(folder, revision, allowDirty, List.of(output), false);
  }

  /**
   * The same.
   *
   * @param aside files and folders that nobody expects to be packaged of the commit
   * @param offline whether no server is asked for submodules: what was fetched before counts
   */
  public Commit local(
      Path folder,
      Optional<String> revision,
      boolean allowDirty,
      Collection<Path> aside,
      boolean offline)
      throws BuildFailure {
    Repository repository = WorkTree.around(folder);
    try {
      String subtree = WorkTree.subtree(repository, folder);
      String shown = "the git repository " + repository.getWorkTree();
      Revisions revisions = new Revisions(repository, shown);
      Submodules submodules = new Submodules(mirrors, Submodules.origin(repository), offline);
      if (revision.isPresent()) {
        return committed(repository, revisions.find(revision.get()), subtree, submodules);
      }
      return head(repository, subtree, allowDirty, new Untracked(aside), submodules);
    } catch (BuildFailure failure) {
      repository.close();
      throw failure;
    } catch (IOException unreadable) {
      repository.close();
      throw Faults.unreadable(repository, unreadable);
    }
  }

  private Commit head(
      Repository repository,
      String subtree,
      boolean allowDirty,
      Untracked untracked,
      Submodules submodules)
      throws IOException, BuildFailure {
    ObjectId head = repository.resolve(Constants.HEAD);
    if (head == null) {
      throw BuildFailure.ofUser(
          "the git repository "
              + repository.getWorkTree()
              + " has no commit yet: commit the project (\"git add .\", \"git commit\")");
    }
    RevCommit commit = repository.parseCommit(head);
    Changes changes = Changes.of(repository, commit, subtree);
    if (!changes.isEmpty() && !allowDirty) {
      throw WorkTree.uncommitted(changes);
    }
    List<String> others = untracked.told(repository, changes.untracked());
    if (!others.isEmpty()) {
      events.untracked(others);
    }
    if (changes.isEmpty()) {
      return committed(repository, commit, subtree, submodules);
    }
    DirtySnapshot dirty = new DirtySnapshot(repository, commit, changes);
    Snapshot snapshot = dirty.take();
    String content = commit.name() + " " + snapshot.tree().name();
    String hexadecimal = ContentHash.sha256(content.getBytes(StandardCharsets.US_ASCII));
    return of(snapshot, hexadecimal, dirty.newest(), subtree, submodules);
  }

  /**
   * What another repository has; it is fetched into the cache.
   *
   * <p>A whole hash that was fetched before is taken without asking the repository again.
   *
   * @param address http, https, ssh, file, or a path
   * @param base the folder that a relative path begins at
   * @param subtree the folder of the repository that is packaged, empty for its root
   * @throws BuildFailure if the address is none, it cannot be reached, or has no such commit
   */
  public Commit remote(String address, Path base, Optional<String> revision, String subtree)
      throws BuildFailure {
    return remote(address, base, revision, subtree, false);
  }

  /**
   * The same.
   *
   * @param offline whether a server is not asked: what was fetched before counts
   */
  public Commit remote(
      String address, Path base, Optional<String> revision, String subtree, boolean offline)
      throws BuildFailure {
    RepositoryUrl url = url(address, base);
    Located located = sound(url, revision, subtree, offline && !url.isHere());
    try {
      return committed(
          located.repository(),
          located.commit(),
          subtree,
          new Submodules(mirrors, Optional.of(url), offline));
    } catch (IOException unreadable) {
      throw Faults.unreadable(url.toString(), unreadable);
    }
  }

  /** A commit in a mirror. */
  private record Located(Repository repository, RevCommit commit) {}

  /** The commit; fetched again where the cache does not have it as it was fetched. */
  private Located sound(
      RepositoryUrl url, Optional<String> revision, String subtree, boolean offline)
      throws BuildFailure {
    Optional<String> damage;
    try {
      Located located = located(url, revision, offline);
      damage = Soundness.damage(located.repository(), located.commit(), subtree);
      if (damage.isEmpty()) {
        return located;
      }
      located.repository().close();
    } catch (BuildFailure failed) {
      damage = mirrors.damage(url);
      if (damage.isEmpty()) {
        throw failed;
      }
    }
    if (offline) {
      throw Mirrors.damagedOffline(url, damage.get());
    }
    mirrors.forget(url, damage.get());
    return located(url, revision, false);
  }

  private Located located(RepositoryUrl url, Optional<String> revision, boolean offline)
      throws BuildFailure {
    String shown = "the repository " + url;
    if (revision.filter(Revisions::isWholeHash).isPresent()) {
      ObjectId commit = ObjectId.fromString(revision.get());
      Repository mirror = mirrors.withCommit(url, commit, offline);
      return new Located(mirror, new Revisions(mirror, shown).find(revision.get()));
    }
    Mirrors.Fetched fetched = mirrors.fetch(url, offline);
    Revisions revisions = new Revisions(fetched.repository(), shown);
    // The mirror's own HEAD means nothing.
    Optional<String> named = revision.filter(name -> !name.equals(Constants.HEAD));
    String wanted = named.isPresent() ? named.get() : head(fetched, shown);
    return new Located(fetched.repository(), revisions.find(wanted));
  }

  private static RepositoryUrl url(String address, Path base) throws BuildFailure {
    try {
      return RepositoryUrl.of(address, base);
    } catch (IllegalArgumentException refused) {
      throw BuildFailure.ofUser("<repository>: " + refused.getMessage(), refused);
    }
  }

  private static String head(Mirrors.Fetched fetched, String shown) throws BuildFailure {
    return fetched
        .head()
        .map(ObjectId::name)
        .orElseThrow(
            () ->
                BuildFailure.ofUser(
                    shown
                        + " has no commit that its HEAD names: name a branch, tag or commit with"
                        + " <revision>"));
  }

  private Commit committed(
      Repository repository, RevCommit commit, String subtree, Submodules submodules)
      throws IOException, BuildFailure {
    Instant time = commit.getCommitterIdent().getWhenAsInstant();
    return of(Snapshot.of(repository, commit), commit.name(), time, subtree, submodules);
  }

  private Commit of(
      Snapshot snapshot, String hexadecimal, Instant time, String subtree, Submodules submodules)
      throws IOException, BuildFailure {
    requireFolder(snapshot, subtree);
    return new Commit(hexadecimal, time, references(snapshot), snapshot, subtree, submodules);
  }

  private static void requireFolder(Snapshot snapshot, String subtree)
      throws IOException, BuildFailure {
    if (subtree.isEmpty()) {
      return;
    }
    try (TreeWalk walk = TreeWalk.forPath(snapshot.reader(), subtree, snapshot.tree())) {
      if (walk == null || !FileMode.TREE.equals(walk.getRawMode(0))) {
        throw BuildFailure.ofUser(
            "the commit "
                + snapshot.commit().name()
                + " has no folder \""
                + subtree
                + "\": commit it, or name another with <sourceDirectory>");
      }
    }
  }

  /** Tags count only where a file may ask for them, or each new one would rebuild the package. */
  private static Optional<String> references(Snapshot snapshot) throws IOException {
    if (!mentionsExportSubst(snapshot)) {
      return Optional.empty();
    }
    String tags =
        snapshot.repository().getRefDatabase().getRefsByPrefix(Constants.R_TAGS).stream()
            .map(ref -> ref.getName() + " " + ref.getObjectId().name() + "\n")
            .sorted()
            .collect(Collectors.joining());
    return Optional.of(ContentHash.sha256(tags.getBytes(StandardCharsets.UTF_8)));
  }

  private static boolean mentionsExportSubst(Snapshot snapshot) throws IOException {
    try (TreeWalk walk = new TreeWalk(snapshot.reader())) {
      walk.addTree(snapshot.tree());
      walk.setRecursive(true);
      walk.setFilter(PathSuffixFilter.create(Constants.DOT_GIT_ATTRIBUTES));
      while (walk.next()) {
        byte[] text = snapshot.reader().open(walk.getObjectId(0)).getBytes();
        if (new String(text, StandardCharsets.ISO_8859_1).contains("export-subst")) {
          return true;
        }
      }
    }
    return false;
  }
}
