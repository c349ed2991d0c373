package io.github.djangodeb.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.dircache.DirCacheIterator;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.FileTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.TreeWalk.OperationType;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/**
 * The tracked files of a work tree that are not as the commit has them.
 *
 * <p>Not JGit's {@code status}: it also visits folders that are not tracked, such as {@code target}
 * and {@code node_modules}.
 */
final class Changes {
  /** Where a tracked file differs. */
  enum Place {
    /** Staged: the index is not as the commit. */
    INDEX,
    /** The work tree is not as the index. */
    WORK_TREE
  }

  private static final int HEAD = 0;
  private static final int INDEX = 1;
  private static final int FILES = 2;

  private final Repository repository;
  private final SortedMap<String, Place> found = new TreeMap<>();
  private final List<String> untracked = new ArrayList<>();
  private final SortedMap<String, Changes> submodules = new TreeMap<>();

  private Changes(Repository repository) {
    this.repository = repository;
  }

  /**
   * Compares a work tree with a commit.
   *
   * @param subtree the folder that matters, empty for all
   */
  static Changes of(Repository repository, RevCommit commit, String subtree) throws IOException {
    forgetFilters(repository.getConfig());
    Changes changes = new Changes(repository);
    changes.find(commit, subtree);
    return changes;
  }

  /** Filters are commands of the user's; none is run to see whether a file has changed. */
  private static void forgetFilters(StoredConfig config) {
    for (String filter : config.getSubsections("filter")) {
      config.unsetSection("filter", filter);
    }
  }

  private void find(RevCommit commit, String subtree) throws IOException {
    try (TreeWalk walk = new TreeWalk(repository)) {
      walk.setOperationType(OperationType.CHECKIN_OP);
      walk.setAttributesNodeProvider(repository.createAttributesNodeProvider());
      walk.addTree(commit.getTree());
      walk.addTree(new DirCacheIterator(repository.readDirCache()));
      FileTreeIterator files = new FileTreeIterator(repository);
      files.setDirCacheIterator(walk, INDEX);
      walk.addTree(files);
      walk.setRecursive(true);
      walk.setFilter(
          subtree.isEmpty()
              ? new Tracked(untracked)
              : AndTreeFilter.create(PathFilter.create(subtree), new Tracked(untracked)));
      while (walk.next()) {
        compare(walk);
      }
    }
  }

  private void compare(TreeWalk walk) throws IOException {
    String path = walk.getPathString();
    DirCacheIterator index = walk.getTree(INDEX, DirCacheIterator.class);
    DirCacheEntry entry = index == null ? null : index.getDirCacheEntry();
    if (entry != null && (entry.isSkipWorkTree() || entry.isAssumeValid())) {
      entry = null; // The user told git not to look at the file.
    } else if (isChangedOnDisk(walk, entry)) {
      found.put(path, Place.WORK_TREE);
      return;
    }
    if (!walk.idEqual(HEAD, INDEX) || walk.getRawMode(HEAD) != walk.getRawMode(INDEX)) {
      found.put(path, Place.INDEX);
    }
  }

  private boolean isChangedOnDisk(TreeWalk walk, DirCacheEntry entry) throws IOException {
    FileTreeIterator file = walk.getTree(FILES, FileTreeIterator.class);
    if (entry == null) {
      return false; // Deleted in the index: a file that is still there is not tracked any more.
    }
    if (FileMode.GITLINK.equals(entry.getRawMode())) {
      return isSubmoduleChanged(walk.getPathString(), entry.getObjectId());
    }
    if (file == null && DiskFile.isNeededFor(walk.getPathString())) {
      return new DiskFile(WorkTree.resolve(repository, walk.getPathString())).differsFrom(entry);
    }
    return entry.getStage() != DirCacheEntry.STAGE_0
        || file == null
        || isNoFile(walk, file)
        || file.isModified(entry, true, walk.getObjectReader());
  }

  /**
   * Whether a pipe, a socket or a device stands in the file's place. JGit takes them for empty
   * files, and would wait for what somebody writes into a pipe.
   */
  private boolean isNoFile(TreeWalk walk, FileTreeIterator file) throws IOException {
    return file.getEntryLength() == 0
        && new DiskFile(WorkTree.resolve(repository, walk.getPathString())).mode().isEmpty();
  }

  /** Whether it stands at another commit, or has changes of its own. Not cloned is not changed. */
  private boolean isSubmoduleChanged(String path, ObjectId wanted) throws IOException {
    Optional<Repository> there = WorkTree.openAt(WorkTree.resolve(repository, path));
    if (there.isEmpty()) {
      return false;
    }
    try (Repository submodule = there.get()) {
      ObjectId head = submodule.resolve(Constants.HEAD);
      if (head == null) {
        return true;
      }
      Changes own = of(submodule, submodule.parseCommit(head), "");
      submodules.put(path, own);
      return !own.isEmpty() || !head.equals(wanted);
    }
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** The changed files by their paths; a submodule counts as one. */
  SortedMap<String, Place> found() {
    return Collections.unmodifiableSortedMap(found);
  }

  /** What lies beside tracked files, and git neither tracks nor ignores; folders end in a slash. */
  List<String> untracked() {
    return Collections.unmodifiableList(untracked);
  }

  /** The paths for a message: a submodule's own changes by their own paths. */
  List<String> paths() {
    List<String> paths = new ArrayList<>();
    for (Map.Entry<String, Place> change : found.entrySet()) {
      Changes own = submodules.get(change.getKey());
      if (own == null || own.isEmpty()) {
        paths.add(change.getKey() + (own == null ? "" : " (a submodule at another commit)"));
      } else {
        own.paths().forEach(path -> paths.add(change.getKey() + "/" + path));
      }
    }
    return paths;
  }

  /** Lets pass what the commit or the index has, so that no other folder is visited. */
  private static final class Tracked extends TreeFilter {
    private final List<String> others;

    /**
     * @param others gets what does not pass, and is not ignored
     */
    Tracked(List<String> others) {
      this.others = others;
    }

    @Override
    public boolean include(TreeWalk walk) throws IOException {
      boolean known = walk.getRawMode(HEAD) != 0 || walk.getRawMode(INDEX) != 0;
      if (!known && !walk.getTree(FILES, FileTreeIterator.class).isEntryIgnored()) {
        others.add(walk.getPathString() + (walk.isSubtree() ? "/" : ""));
      }
      return known;
    }

    @Override
    public boolean shouldBeRecursive() {
      return false;
    }

    @Override
    public TreeFilter clone() {
      return this;
    }
  }
}
