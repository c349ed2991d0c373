package io.github.djangodeb.git;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.ContentHash;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** What is packaged: the files of one commit, or of a work tree with changes. */
public final class Commit implements AutoCloseable {
  private final String hexadecimal;
  private final Instant time;
  private final Optional<String> references;
  private final Snapshot snapshot;
  private final String subtree;
  private final Submodules submodules;

  Commit(
      String hexadecimal,
      Instant time,
      Optional<String> references,
      Snapshot snapshot,
      String subtree,
      Submodules submodules) {
    this.hexadecimal = hexadecimal;
    this.time = time;
    this.references = references;
    this.snapshot = snapshot;
    this.subtree = subtree;
    this.submodules = submodules;
  }

  /**
   * The commit's hash in 40 hexadecimal digits; with changes, one of theirs and of the commit in
   * 64.
   */
  public String hexadecimal() {
    return hexadecimal;
  }

  /** The hash in the package's name. */
  public ContentHash hash() {
    return ContentHash.ofLonger(hexadecimal);
  }

  /** Whether it is what was committed, rather than a work tree with changes. */
  public boolean isCommitted() {
    return hexadecimal.equals(snapshot.commit().name());
  }

  /** When it was committed; with changes, when the newest of them was written. */
  public Instant time() {
    return time;
  }

  /** The folder of the repository that is packaged, with slashes; empty for its root. */
  public String subtree() {
    return subtree;
  }

  /**
   * What else the exported files depend on: a hash of the repository's tags, where files may ask
   * for them with {@code export-subst}.
   */
  public Optional<String> references() {
    return references;
  }

  /**
   * Writes the files as {@code git archive} would, and those of submodules.
   *
   * @param folder an empty folder
   * @throws BuildFailure if a file cannot be packaged, or a submodule is not to be had
   */
  public void export(Path folder) throws BuildFailure {
    new Exporter(submodules).export(snapshot, subtree, folder);
  }

  @Override
  public void close() {
    snapshot.reader().close();
    snapshot.repository().close();
  }
}
