package io.github.djangodeb.build;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PomFolderTest {
  @TempDir Path root;
  private Path folder;

  @BeforeEach
  void makeRepository() throws IOException {
    Files.createDirectory(root.resolve(".git"));
    folder = Files.createDirectory(root.resolve("backend"));
    Files.writeString(root.resolve("all.txt"), "");
    Files.writeString(folder.resolve("production.txt"), "");
  }

  /** What is exported is the pom's folder. */
  private void check(Path pom, String requirements) throws BuildFailure {
    Origin origin =
        new Origin(
            pom,
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            false);
    PomFolder.check(origin, pom, Optional.of(requirements));
  }

  @Test
  void checkWhenThePathBeginsAtTheRootSaysWhatThePomsFolderHas() {
    assertThatThrownBy(() -> check(folder, "backend/production.txt"))
        .hasMessage(
            "<requirements> \"backend/production.txt\" is no file of the packaged source, which is"
                + " the pom's folder \"backend\", but one of the repository: put the pom into the"
                + " repository's root, or write <requirements>production.txt</requirements> if the"
                + " folder is all that the site needs.");
    assertThatThrownBy(() -> check(folder, "all.txt"))
        .hasMessageEndingWith("one of the repository: put the pom into the repository's root.");
  }

  @Test
  void checkWhenTheFileIsThereOrNowhereAccepts() {
    assertThatCode(() -> check(folder, "production.txt")).doesNotThrowAnyException();
    assertThatCode(() -> check(folder, "absent.txt")).doesNotThrowAnyException();
    assertThatCode(() -> check(root, "backend/production.txt")).doesNotThrowAnyException();
  }
}
