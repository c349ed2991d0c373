package io.github.djangodeb.build;

import io.github.djangodeb.chroot.Origins;
import io.github.djangodeb.deb.Relations;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.requirements.Requirements;
import io.github.djangodeb.requirements.RequirementsChoice;
import io.github.djangodeb.requirements.RequirementsFinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of the exported source that say what is to be built. */
final class SourceFiles {
  private static final String ENV_RELATIONS = "venv-debian-requirements.txt";
  private static final String SRC_RELATIONS = "src-debian-requirements.txt";

  private final Path tree;
  private final Path projectFolder;

  SourceFiles(Path tree, String projectFolder) {
    this.tree = tree;
    this.projectFolder = tree.resolve(projectFolder);
  }

  /**
   * What pip is to install.
   *
   * @param choice what the pom says
   * @throws BuildFailure the user's, if no file says it, or something in it cannot be packaged
   */
  Requirements requirements(RequirementsChoice choice) throws BuildFailure {
    return RequirementsFinder.find(tree, projectFolder, choice);
  }

  /** The Debian packages that the virtualenv needs. */
  Relations envRelations() throws BuildFailure {
    return relations(ENV_RELATIONS);
  }

  /** The Debian packages that the source needs. */
  Relations srcRelations() throws BuildFailure {
    return relations(SRC_RELATIONS);
  }

  /** Which of the two lists has which packages. */
  Origins origins() throws BuildFailure {
    return Origins.NONE
        .with(ENV_RELATIONS, envRelations().texts())
        .with(SRC_RELATIONS, srcRelations().texts());
  }

  private Relations relations(String name) throws BuildFailure {
    Optional<Path> file = beside(name);
    if (file.isEmpty()) {
      return Relations.NONE;
    }
    try {
      // Some editors begin UTF-8 with a mark.
      String text = Files.readString(file.get());
      return Relations.ofLines(name, text.replaceFirst("^\uFEFF", "").lines().toList());
    } catch (IOException unreadable) {
      throw BuildFailure.ofUser(
          name + " cannot be read: it must be text in UTF-8 (" + unreadable.getMessage() + ").",
          unreadable);
    }
  }

  /** The file of that name beside manage.py, or else at the root. */
  private Optional<Path> beside(String name) {
    return Stream.of(projectFolder, tree)
        .map(folder -> folder.resolve(name))
        .filter(Files::isRegularFile)
        .findFirst();
  }
}
