package io.github.djangodeb.build;

import io.github.djangodeb.cache.FileTrees;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.file.NewFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;

/**
 * The packages of sites of an earlier build, whose source or virtualenv is no longer in {@code
 * target/}: a build that fails must not leave them beside what it has made so far.
 */
final class EarlierSites {
  private final Path target;

  /**
   * @param target where packages lie
   */
  EarlierSites(Path target) {
    this.target = target;
  }

  /** Where they lie until the sites of this build are there: not where apt is told to look. */
  static Path folder(Path target) {
    return target.resolve("django-deb/earlier-sites");
  }

  /**
   * Sets them aside if the source or the virtualenv that they depend on is about to be replaced.
   *
   * @param part the package that comes
   * @param parts what the names of packages of its kind match
   * @param sites what the names of packages of sites and their records match
   */
  void setAside(Artifact part, Pattern parts, Pattern sites) throws BuildFailure {
    Path aside = folder(target);
    try {
      if (!Files.isDirectory(target) || !isReplacing(part, parts)) {
        return;
      }
      try (DirectoryStream<Path> earlier = matching(sites)) {
        for (Path file : earlier) {
          Files.createDirectories(aside);
          Files.move(file, aside.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException refused) {
      throw NewFile.failure(aside, refused);
    }
  }

  /** Forgets them: there are others now. */
  void forget() throws BuildFailure {
    Path aside = folder(target);
    try {
      FileTrees.delete(aside);
    } catch (IOException refused) {
      throw NewFile.failure(aside, refused);
    }
  }

  private boolean isReplacing(Artifact part, Pattern parts) throws IOException {
    String name = packageOf(part.fileName());
    try (DirectoryStream<Path> others = matching(parts)) {
      for (Path other : others) {
        String file = other.getFileName().toString();
        if (file.endsWith(".deb") && !packageOf(file).equals(name)) {
          return true;
        }
      }
    }
    return false;
  }

  private DirectoryStream<Path> matching(Pattern names) throws IOException {
    return Files.newDirectoryStream(
        target, path -> names.matcher(path.getFileName().toString()).matches());
  }

  private static String packageOf(String file) {
    return file.substring(0, file.indexOf('_'));
  }
}
