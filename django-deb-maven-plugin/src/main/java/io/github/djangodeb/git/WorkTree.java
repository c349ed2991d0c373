package io.github.djangodeb.git;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.file.Utf8Path;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** Work trees of this machine, and the repositories they belong to. */
final class WorkTree {
  private static final int TOLD = 10;

  private WorkTree() {}

  /**
   * The repository whose work tree {@code folder} lies in.
   *
   * @throws BuildFailure if there is none
   */
  static Repository around(Path folder) throws BuildFailure {
    FileRepositoryBuilder builder =
        new FileRepositoryBuilder().findGitDir(folder.toAbsolutePath().normalize().toFile());
    if (builder.getGitDir() == null) {
      throw BuildFailure.ofUser(
          "no git repository around "
              + folder
              + ": commit the project to one (\"git init\", \"git add .\", \"git commit\"), or name"
              + " one with <repository>");
    }
    try {
      Repository repository = builder.setMustExist(true).build();
      if (repository.isBare()) {
        throw BuildFailure.ofUser(
            "the git repository "
                + builder.getGitDir()
                + " has no work tree: name it with <repository>, or build in a clone of it");
      }
      return repository;
    } catch (IOException unreadable) {
      throw Faults.unreadable(builder.getGitDir().toString(), unreadable);
    }
  }

  /** The repository whose work tree is exactly {@code folder}, such as a submodule's. */
  static Optional<Repository> openAt(Path folder) throws IOException {
    if (!Files.exists(folder.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    FileRepositoryBuilder builder =
        new FileRepositoryBuilder()
            .addCeilingDirectory(folder.getParent().toFile())
            .findGitDir(folder.toFile());
    return builder.getGitDir() == null
        ? Optional.empty()
        : Optional.of(builder.setMustExist(true).build());
  }

  /** A tracked file on the disk. */
  static Path resolve(Repository repository, String path) {
    return Utf8Path.resolve(repository.getWorkTree().toPath(), path);
  }

  /**
   * The folder's path in the repository, empty for its root.
   *
   * @throws BuildFailure if it lies outside
   */
  static String subtree(Repository repository, Path folder) throws BuildFailure {
    try {
      Path root = repository.getWorkTree().toPath().toRealPath();
      Path real = folder.toRealPath();
      if (!real.startsWith(root)) {
        throw BuildFailure.ofUser(
            "<sourceDirectory> "
                + folder
                + " lies outside of the git work tree "
                + root
                + ": name a folder within it");
      }
      return Utf8Path.text(root.relativize(real)).orElseThrow(() -> new IOException("not UTF-8"));
    } catch (IOException absent) {
      throw BuildFailure.ofUser(
          "<sourceDirectory> " + folder + " does not exist: name a folder of the project", absent);
    }
  }

  /** The failure to tell of files that are not committed. */
  static BuildFailure uncommitted(Changes changes) {
    List<String> paths = changes.paths();
    StringBuilder message = new StringBuilder();
    message.append(paths.size() == 1 ? "a tracked file has" : paths.size() + " tracked files have");
    message.append(" uncommitted changes:\n");
    paths.stream().limit(TOLD).forEach(path -> message.append(" - ").append(path).append('\n'));
    if (paths.size() > TOLD) {
      message.append(" - and ").append(paths.size() - TOLD).append(" more\n");
    }
    message.append(
        "commit them, or set <allowDirty>true</allowDirty> (-Ddjango-deb.allowDirty) to package"
            + " them as they are");
    return BuildFailure.ofUser(message.toString());
  }
}
