package io.github.djangodeb.git;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Whether a mirror holds what was fetched. JGit itself believes its disk. */
final class Soundness {
  private Soundness() {}

  /** Whether a commit is there and can be read. */
  static boolean has(Repository mirror, ObjectId commit) {
    try (RevWalk walk = new RevWalk(mirror)) {
      walk.parseBody(walk.parseCommit(commit));
      return true;
    } catch (IOException | RuntimeException missing) {
      // JGit's way to tell of damage is any exception.
      return false;
    }
  }

  /** What is wrong with what branches and tags name, if something is. */
  static Optional<String> damage(Repository mirror) {
    try (RevWalk walk = new RevWalk(mirror)) {
      for (Ref ref : mirror.getRefDatabase().getRefs()) {
        if (ref.getObjectId() != null) {
          walk.parseAny(ref.getObjectId());
        }
      }
      return Optional.empty();
    } catch (IOException | RuntimeException broken) {
      return Optional.of(tell(broken));
    }
  }

  /** What is wrong with the files of a commit, if something is: each is compared with its hash. */
  static Optional<String> damage(Repository mirror, RevCommit commit, String subtree) {
    try (ObjectReader reader = mirror.newObjectReader();
        TreeWalk walk = new TreeWalk(reader)) {
      verify(reader, commit);
      verify(reader, commit.getTree());
      walk.addTree(commit.getTree());
      while (walk.next()) {
        String path = walk.getPathString();
        boolean above = subtree.equals(path) || subtree.startsWith(path + "/");
        boolean meant = subtree.isEmpty() || path.startsWith(subtree + "/");
        if ((above || meant) && !FileMode.GITLINK.equals(walk.getRawMode(0))) {
          verify(reader, walk.getObjectId(0));
          if (walk.isSubtree()) {
            walk.enterSubtree();
          }
        }
      }
      return Optional.empty();
    } catch (IOException | RuntimeException broken) {
      return Optional.of(tell(broken));
    }
  }

  private static void verify(ObjectReader reader, AnyObjectId id) throws IOException {
    ObjectLoader object = reader.open(id);
    try (InputStream content = object.openStream();
        ObjectInserter.Formatter formatter = new ObjectInserter.Formatter()) {
      if (!formatter.idFor(object.getType(), object.getSize(), content).equals(id)) {
        throw new IOException("the object " + id.name() + " has another hash");
      }
    }
  }

  private static String tell(Exception broken) {
    return Faults.reason(broken).strip();
  }
}
