package io.github.djangodeb.git;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;

/** The tracked files of a work tree as they are now, as a tree that git would make of them. */
final class DirtySnapshot {
  private final Repository repository;
  private final RevCommit commit;
  private final Changes changes;
  private final MemoryObjects memory;
  private final Map<ObjectId, Snapshot> submodules = new HashMap<>();
  private Instant newest;

  DirtySnapshot(Repository repository, RevCommit commit, Changes changes) {
    this.repository = repository;
    this.commit = commit;
    this.changes = changes;
    this.memory = new MemoryObjects(repository.newObjectReader());
    this.newest = commit.getCommitterIdent().getWhenAsInstant();
  }

  /** When the commit was made or the newest of the changed files written, whichever is later. */
  Instant newest() {
    return newest;
  }

  /** Reads the changed files. */
  Snapshot take() throws BuildFailure {
    try {
      DirCache tracked = DirCache.newInCore();
      DirCacheBuilder builder = tracked.builder();
      DirCache index = repository.readDirCache();
      for (int at = 0; at < index.getEntryCount(); at = index.nextEntry(at)) {
        add(index.getEntry(at), builder);
      }
      builder.finish();
      ObjectId tree = tracked.writeTree(memory);
      return new Snapshot(repository, commit, tree, memory.newReader(), submodules);
    } catch (IOException unreadable) {
      throw Faults.unreadable(repository.getWorkTree().toString(), unreadable);
    }
  }

  private void add(DirCacheEntry entry, DirCacheBuilder builder) throws IOException, BuildFailure {
    DirCacheEntry copy = new DirCacheEntry(entry.getRawPath());
    copy.setFileMode(entry.getFileMode());
    copy.setObjectId(entry.getObjectId());
    if (changes.found().get(entry.getPathString()) != Changes.Place.WORK_TREE) {
      builder.add(copy);
      return;
    }
    Path file = WorkTree.resolve(repository, entry.getPathString());
    if (FileMode.GITLINK.equals(entry.getRawMode())) {
      copy.setObjectId(submodule(file));
      builder.add(copy);
    } else {
      addFile(copy, new DiskFile(file), builder);
    }
  }

  /** What is gone, or is no file any more, is left out. */
  private void addFile(DirCacheEntry copy, DiskFile file, DirCacheBuilder builder)
      throws IOException {
    Optional<FileMode> mode = file.mode();
    if (mode.isPresent()) {
      boolean link = FileMode.SYMLINK.equals(mode.get());
      byte[] bytes = link ? file.target() : Files.readAllBytes(file.path());
      put(copy, mode.get(), bytes, file.path());
      builder.add(copy);
    }
  }

  private void put(DirCacheEntry entry, FileMode mode, byte[] bytes, Path file) throws IOException {
    entry.setFileMode(mode);
    entry.setObjectId(memory.insert(Constants.OBJ_BLOB, bytes));
    note(Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant());
  }

  private void note(Instant time) {
    newest = time.isAfter(newest) ? time : newest;
  }

  /** Its files as they are, by their tree: that stands for the commit it has not. */
  private ObjectId submodule(Path folder) throws IOException, BuildFailure {
    Optional<Repository> there = WorkTree.openAt(folder);
    if (there.isEmpty()) {
      throw new IOException(folder + " is no repository any more");
    }
    Repository own = there.get();
    RevCommit head = own.parseCommit(own.resolve(Constants.HEAD));
    DirtySnapshot dirty = new DirtySnapshot(own, head, Changes.of(own, head, ""));
    Snapshot snapshot = dirty.take();
    note(dirty.newest());
    submodules.put(snapshot.tree(), snapshot);
    return snapshot.tree();
  }
}
