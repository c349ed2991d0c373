package io.github.djangodeb.build;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the source comes from.
 *
 * @param folder the pom's folder
 * @param repository the repository, if not the work tree that the folder stands in
 * @param revision the branch, tag or commit, if not {@code HEAD}
 * @param allowDirty whether changes that are not committed are packaged too
 * @param sourceDirectory the folder that is packaged, relative to the pom's folder or the
 *     repository's root, if not that itself
 * @param latest the latest time that changes which are not committed may have
 * @param aside files and folders beside the pom that nobody expects to be packaged of a commit
 * @param offline whether the repository is not asked, and what was fetched of it before is packaged
 */
public record Origin(
    Path folder,
    Optional<String> repository,
    Optional<String> revision,
    boolean allowDirty,
    Optional<String> sourceDirectory,
    Optional<Instant> latest,
    List<Path> aside,
    boolean offline) {
  public Origin {
    Objects.requireNonNull(folder);
    Objects.requireNonNull(repository);
    Objects.requireNonNull(revision);
    Objects.requireNonNull(sourceDirectory);
    Objects.requireNonNull(latest);
    aside = List.copyOf(aside);
  }

  /** The same at one commit, whatever its branch has come to. */
  Origin at(String commit) {
    return new Origin(
        folder,
        repository,
        Optional.of(commit),
        allowDirty,
        sourceDirectory,
        latest,
        aside,
        offline);
  }
}
