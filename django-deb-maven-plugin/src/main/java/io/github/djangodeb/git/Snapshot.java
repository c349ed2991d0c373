package io.github.djangodeb.git;

import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * The files of a repository at one moment: those of a commit, or of a work tree with changes.
 *
 * @param repository the repository
 * @param commit the commit, or the one that the work tree's changes are made to
 * @param tree the files
 * @param reader reads {@code tree} and what is in it
 * @param changedSubmodules by what stands for their commit in {@code tree}
 */
record Snapshot(
    Repository repository,
    RevCommit commit,
    ObjectId tree,
    ObjectReader reader,
    Map<ObjectId, Snapshot> changedSubmodules) {
  Snapshot {
    changedSubmodules = Map.copyOf(changedSubmodules);
  }

  /** The files of a commit. */
  static Snapshot of(Repository repository, RevCommit commit) {
    return new Snapshot(
        repository, commit, commit.getTree(), repository.newObjectReader(), Map.of());
  }
}
