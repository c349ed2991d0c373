package io.github.djangodeb.requirements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequirementsFinderTest {
  @TempDir Path folder;
  private RequirementsTree tree;

  @BeforeEach
  void makeTree() throws IOException {
    tree = RequirementsTree.in(folder);
  }

  @Test
  void findWhenSeveralAreThereTakesTheFirstAndNamesTheOthers() throws Exception {
    tree.write("pyproject.toml", "[project]\ndependencies = []\n");
    assertThat(tree.find().file()).isEqualTo("pyproject.toml");
    tree.write("poetry.lock", "[metadata]\nlock-version = '2.1'\n");
    assertThat(tree.find().file()).isEqualTo("poetry.lock");
    assertThat(tree.find().notes()).isEmpty();
    tree.write("uv.lock", "version = 1\n[[package]]\nname = 'x'\nsource = { virtual = '.' }\n");
    assertThat(tree.find().file()).isEqualTo("uv.lock");
    tree.write("pylock.toml", "lock-version = '1.0'\n");
    assertThat(tree.find().file()).isEqualTo("pylock.toml");
    tree.write("requirements.txt", "django\n");
    tree.write("backend/requirements.txt", "gunicorn\n");
    assertThat(tree.find().file()).isEqualTo("backend/requirements.txt");
    assertThat(tree.find().notes())
        .containsExactly(
            "backend/requirements.txt is installed, and not pylock.toml or uv.lock or poetry.lock:"
                + " <requirements> names another");
    assertThat(tree.named("uv.lock").file()).isEqualTo("uv.lock");
    assertThat(tree.named("uv.lock").notes()).isEmpty();
  }

  @Test
  void findWhenPyprojectIsForToolsAloneFindsNothing() throws Exception {
    tree.write("pyproject.toml", "[tool.black]\nline-length = 100\n");
    tree.refused(
        "There is no requirements.txt in the packaged source, neither beside manage.py nor at the"
            + " root, and no pylock.toml, uv.lock, poetry.lock or [project] in a pyproject.toml."
            + " Commit one, or name another file in <requirements>.");
  }

  @ParameterizedTest
  @CsvSource({
    "pdm.lock,pdm export --format pylock --output pylock.toml",
    "Pipfile.lock,pipenv requirements > requirements.txt"
  })
  void findWhenAnotherToolIsUsedTellsHowToConvert(String file, String command) throws Exception {
    tree.write(file, "");
    assertThatThrownBy(tree::find)
        .hasMessageEndingWith(
            " "
                + file
                + " is of a format that is not read: commit what \""
                + command
                + "\" writes.");
    assertThatThrownBy(() -> tree.named(file)).hasMessageStartingWith(file + " is of a format");
  }

  @Test
  void findWhenNamedFileIsNotThereRefuses() {
    String message =
        "is no file of the packaged source. Commit it, or name it relative to <sourceDirectory>.";
    assertThatThrownBy(() -> tree.named("uv.lock"))
        .hasMessage("<requirements> \"uv.lock\" " + message);
    assertThatThrownBy(() -> tree.named("../x")).hasMessage("<requirements> \"../x\" " + message);
    assertThatThrownBy(() -> tree.named("/etc/passwd")).hasMessageContaining(message);
  }

  @Test
  void findWhenTheFileIsALinkOutOfTheTreeRefuses() throws Exception {
    Files.writeString(folder.resolve("uv.lock"), "version = 1");
    Files.createSymbolicLink(tree.root().resolve("uv.lock"), folder.resolve("uv.lock"));
    tree.refused("\"uv.lock\" is a link that leaves the source tree: commit the file itself.");
  }

  @Test
  void findWhenRequirementsTxtIsAskedForGroupsRefuses() throws Exception {
    tree.write("requirements.txt", "django");
    tree.refused(
        "",
        "web",
        "requirements.txt knows no extras and no groups: leave <extras> and <groups> out, or name"
            + " the file with what is wanted in <requirements>");
  }

  @ParameterizedTest
  @CsvSource({
    "uv.lock,(uv lock)",
    "poetry.lock,(poetry lock)",
    "pylock.toml,with the tool that wrote it"
  })
  void findWhenALockIsDamagedHasItWrittenAnew(String file, String anew) throws Exception {
    String remedy = "take it from git as it was, or write it anew " + anew + ", and commit it";
    for (String nothing : List.of("", "# only this is left\n")) {
      tree.write(file, nothing);
      tree.refused(file + " is empty: " + remedy);
    }
    tree.write(file, "version = 1\n<<<<<<< HEAD\n");
    assertThatThrownBy(tree::find)
        .hasMessageStartingWith(file + ":2: this is no TOML (")
        .hasMessageEndingWith("): " + remedy);
  }

  @Test
  void findWhenAPoetryLockBrokeOffHasItWrittenAnew() throws Exception {
    tree.write("poetry.lock", "[[package]]\nname = \"django\"\n");
    tree.refused(
        "poetry.lock: does not say its version, as one that broke off: take it from git as it was,"
            + " or write it anew (poetry lock), and commit it");
  }

  @Test
  void findWhenThePyprojectIsNoTomlHasItCorrected() throws Exception {
    tree.write("pyproject.toml", "[project\n");
    assertThatThrownBy(tree::find)
        .hasMessageStartingWith("pyproject.toml:1: this is no TOML (")
        .hasMessageEndingWith("): correct it");
  }

  @Test
  void findWhenTheFileIsNoTomlTellsWhere() throws Exception {
    tree.write("uv.lock", "version = 1\n[[package\n");
    assertThatThrownBy(tree::find)
        .hasMessageStartingWith("uv.lock:2: this is no TOML (")
        .hasMessageEndingWith(
            "): take it from git as it was, or write it anew (uv lock), and commit it");
    tree.write("uv.lock", "x = " + "[".repeat(100_000));
    assertThatThrownBy(tree::find)
        .isInstanceOf(BuildFailure.class)
        .hasMessageStartingWith("uv.lock");
  }

  @Test
  void findWhenThereIsOnlyAPyprojectTakesItsDependenciesUnpinned() throws Exception {
    tree.write(
        "pyproject.toml",
        """
        [project]
        name = "shop"
        dependencies = ["Django>=4.2", "gunicorn==23.0 ; os_name == 'posix'"]
        [project.optional-dependencies]
        pg = ["psycopg2"]
        [dependency-groups]
        dev = ["pytest", {include-group = "Lint_It"}]
        lint-it = ["ruff"]
        """);
    Requirements found = tree.find();
    assertThat(found.whole()).isFalse();
    assertThat(found.canonical())
        .containsExactly("django>=4.2", "gunicorn==23.0 ; os_name == \"posix\"");
    assertThat(found.unpinned(java.util.Set.of())).containsExactly("django>=4.2");
    assertThat(tree.find("pg", "dev").canonical()).contains("psycopg2", "pytest", "ruff");
  }

  @Test
  void findWhenPyprojectCannotBeReadByItselfSaysWhatToDo() throws Exception {
    tree.write("pyproject.toml", "[project]\ndynamic = ['dependencies']\n");
    tree.refused(
        "pyproject.toml leaves its dependencies to the build back end (\"dynamic\"): name the file"
            + " that lists them in <requirements>, or write a lock");
    tree.write("pyproject.toml", "[tool.poetry.dependencies]\ndjango = '*'\n");
    tree.refused(
        "pyproject.toml has its dependencies in Poetry's own format, which only a lock makes exact:"
            + " commit poetry.lock (poetry lock), or name another file in <requirements>");
    tree.write(
        "pyproject.toml",
        "[project]\ndependencies = ['-e git+https://h/x', 'a @ file:///etc']\n"
            + "[dependency-groups]\na = [{include-group = 'a'}]\n");
    assertThatThrownBy(() -> tree.find("", "a"))
        .hasMessageStartingWith("3 faults in the configuration:\n")
        .hasMessageContaining("pyproject.toml: \"-e git+https://h/x\" ")
        .hasMessageContaining("pyproject.toml: \"a @ file:///etc\" is a path of one machine")
        .hasMessageContaining(
            "pyproject.toml: the group \"a\" includes \"a\", which includes it in turn: correct"
                + " its include-group");
  }
}
