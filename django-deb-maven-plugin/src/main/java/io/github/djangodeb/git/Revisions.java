package io.github.djangodeb.git;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Finds the commit that the parameter {@code revision} names: a branch, a tag, or a hash, whole or
 * its beginning. Not git's whole language: {@code main~3} names another commit tomorrow.
 */
final class Revisions {
  private static final Pattern WHOLE = Pattern.compile("[0-9a-f]{40}");
  private static final Pattern BEGINNING = Pattern.compile("[0-9a-f]{4,40}");
  private static final List<String> PLACES =
      List.of("refs/tags/", "refs/heads/", "refs/remotes/origin/");

  private final Repository repository;
  private final String shown;

  /**
   * @param shown the repository's name in messages
   */
  Revisions(Repository repository, String shown) {
    this.repository = repository;
    this.shown = shown;
  }

  /** Whether it can only be one commit, for all time. */
  static boolean isWholeHash(String revision) {
    return WHOLE.matcher(revision).matches();
  }

  /**
   * The commit.
   *
   * @throws BuildFailure if there is none, or more than one
   */
  RevCommit find(String revision) throws BuildFailure {
    try (RevWalk walk = new RevWalk(repository)) {
      return find(revision, walk);
    } catch (IOException unreadable) {
      throw Faults.unreadable(repository, unreadable);
    }
  }

  /** The commit of a whole hash, if the repository has it. */
  Optional<RevCommit> findWhole(ObjectId id) throws BuildFailure {
    try (RevWalk walk = new RevWalk(repository)) {
      return Optional.of(read(walk, id));
    } catch (MissingObjectException | IncorrectObjectTypeException none) {
      return Optional.empty();
    } catch (IOException unreadable) {
      throw Faults.unreadable(repository, unreadable);
    }
  }

  private RevCommit find(String revision, RevWalk walk) throws IOException, BuildFailure {
    Map<ObjectId, String> found = new LinkedHashMap<>();
    if (revision.equals("HEAD")) {
      addRef("HEAD", walk, found);
    } else if (Repository.isValidRefName("refs/heads/" + revision) && !revision.startsWith("-")) {
      for (String place : PLACES) {
        addRef(place + revision, walk, found);
      }
    }
    // A remote's branch is only what was fetched of it; the branch here is meant first.
    if (found.size() > 1) {
      found.values().removeIf(name -> name.startsWith("refs/remotes/"));
    }
    if (found.isEmpty() && BEGINNING.matcher(revision).matches()) {
      addHashes(revision, walk, found);
    }
    if (found.size() > 1) {
      throw BuildFailure.ofUser(
          "<revision> \""
              + revision
              + "\" is more than one commit of "
              + shown
              + ": "
              + String.join(", ", found.values())
              + ": give the commit's whole hash");
    }
    if (found.isEmpty()) {
      throw unknown(revision);
    }
    return read(walk, found.keySet().iterator().next());
  }

  private void addRef(String name, RevWalk walk, Map<ObjectId, String> found) throws IOException {
    Ref ref = repository.exactRef(name);
    if (ref != null && ref.getObjectId() != null) {
      RevCommit commit = walk.parseCommit(ref.getObjectId());
      found.putIfAbsent(commit.toObjectId(), name);
    }
  }

  private void addHashes(String beginning, RevWalk walk, Map<ObjectId, String> found)
      throws IOException {
    try (ObjectReader reader = repository.newObjectReader()) {
      for (ObjectId id : reader.resolve(AbbreviatedObjectId.fromString(beginning))) {
        addIfCommit(id, walk, found);
      }
    }
  }

  private static void addIfCommit(ObjectId id, RevWalk walk, Map<ObjectId, String> found)
      throws IOException {
    try {
      RevCommit commit = walk.parseCommit(id);
      found.putIfAbsent(commit.toObjectId(), commit.name());
    } catch (MissingObjectException | IncorrectObjectTypeException other) {
      // A file or folder with the same beginning is not meant.
    }
  }

  private static RevCommit read(RevWalk walk, ObjectId id) throws IOException {
    RevCommit commit = walk.parseCommit(id);
    walk.parseBody(commit);
    return commit;
  }

  private BuildFailure unknown(String revision) throws IOException {
    String shallow =
        repository.getObjectDatabase().getShallowCommits().isEmpty()
            ? ""
            : " (the clone is shallow, so it may be one that was not fetched)";
    return BuildFailure.ofUser(
        "<revision> \""
            + revision.replaceAll("\\p{Cntrl}", "?")
            + "\" is no branch, tag or commit of "
            + shown
            + shallow
            + ": see that it is spelled right and has been pushed");
  }
}
