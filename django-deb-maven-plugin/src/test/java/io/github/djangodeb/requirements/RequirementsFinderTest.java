package io.github.djangodeb.requirements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequirementsFinderTest {
  private static final String A = "sha256:" + "a".repeat(64);
  private static final String B = "sha256:" + "b".repeat(64);
  private static final String COMMIT = "0123456789".repeat(4);

  @TempDir Path folder;
  private Path root;
  private Path project;

  @BeforeEach
  void makeTree() throws IOException {
    root = Files.createDirectory(folder.resolve("tree"));
    project = Files.createDirectory(root.resolve("backend"));
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text.replace("HASH_A", A).replace("HASH_B", B));
  }

  private Requirements find(RequirementsChoice choice) throws BuildFailure {
    return RequirementsFinder.find(root, project, choice);
  }

  private Requirements find() throws BuildFailure {
    return find(RequirementsChoice.DEFAULT);
  }

  private Requirements find(String extras, String groups) throws BuildFailure {
    return find(
        new RequirementsChoice(
            Optional.empty(), Selection.of(names(extras), names(groups)), UnpinnedPolicy.WARN));
  }

  private Requirements named(String file) throws BuildFailure {
    return find(new RequirementsChoice(Optional.of(file), Selection.NONE, UnpinnedPolicy.WARN));
  }

  private static List<ProjectName> names(String text) {
    return Arrays.stream(text.split(",")).filter(s -> !s.isEmpty()).map(ProjectName::new).toList();
  }

  private void refused(String message) {
    refused("", "", message);
  }

  private void refused(String extras, String groups, String message) {
    assertThatThrownBy(() -> find(extras, groups))
        .isInstanceOfSatisfying(BuildFailure.class, one -> assertThat(one.isUsers()).isTrue())
        .hasMessage(message);
  }

  // ------------------------------------------------------------------------------- which is found

  @Test
  void findWhenSeveralAreThereTakesTheFirstAndNamesTheOthers() throws Exception {
    write("pyproject.toml", "[project]\ndependencies = []\n");
    assertThat(find().file()).isEqualTo("pyproject.toml");
    write("poetry.lock", "[metadata]\nlock-version = '2.1'\n");
    assertThat(find().file()).isEqualTo("poetry.lock");
    assertThat(find().notes()).isEmpty();
    write("uv.lock", "version = 1\n[[package]]\nname = 'x'\nsource = { virtual = '.' }\n");
    assertThat(find().file()).isEqualTo("uv.lock");
    write("pylock.toml", "lock-version = '1.0'\n");
    assertThat(find().file()).isEqualTo("pylock.toml");
    write("requirements.txt", "django\n");
    write("backend/requirements.txt", "gunicorn\n");
    assertThat(find().file()).isEqualTo("backend/requirements.txt");
    assertThat(find().notes())
        .containsExactly(
            "backend/requirements.txt is installed, and not pylock.toml or uv.lock or poetry.lock:"
                + " <requirements> names another");
    assertThat(named("uv.lock").file()).isEqualTo("uv.lock");
    assertThat(named("uv.lock").notes()).isEmpty();
  }

  @Test
  void findWhenPyprojectIsForToolsAloneFindsNothing() throws Exception {
    write("pyproject.toml", "[tool.black]\nline-length = 100\n");
    refused(
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
    write(file, "");
    assertThatThrownBy(this::find)
        .hasMessageEndingWith(
            " "
                + file
                + " is of a format that is not read: commit what \""
                + command
                + "\" writes.");
    assertThatThrownBy(() -> named(file)).hasMessageStartingWith(file + " is of a format");
  }

  @Test
  void findWhenNamedFileIsNotThereRefuses() {
    String message =
        "is no file of the packaged source. Commit it, or name it relative to <sourceDirectory>.";
    assertThatThrownBy(() -> named("uv.lock")).hasMessage("<requirements> \"uv.lock\" " + message);
    assertThatThrownBy(() -> named("../x")).hasMessage("<requirements> \"../x\" " + message);
    assertThatThrownBy(() -> named("/etc/passwd")).hasMessageContaining(message);
  }

  @Test
  void findWhenTheFileIsALinkOutOfTheTreeRefuses() throws Exception {
    Files.writeString(folder.resolve("uv.lock"), "version = 1");
    Files.createSymbolicLink(root.resolve("uv.lock"), folder.resolve("uv.lock"));
    refused("\"uv.lock\" is a link that leaves the source tree: commit the file itself.");
  }

  @Test
  void findWhenRequirementsTxtIsAskedForGroupsRefuses() throws Exception {
    write("requirements.txt", "django");
    refused(
        "",
        "web",
        "requirements.txt knows no extras and no groups: leave <extras> and <groups> out, or name"
            + " the file with what is wanted in <requirements>");
  }

  @Test
  void findWhenTheFileIsNoTomlTellsWhere() throws Exception {
    write("uv.lock", "version = 1\n[[package\n");
    assertThatThrownBy(this::find).hasMessageStartingWith("uv.lock:2: this is no TOML (");
    write("uv.lock", "x = " + "[".repeat(100_000));
    assertThatThrownBy(this::find)
        .isInstanceOf(BuildFailure.class)
        .hasMessageStartingWith("uv.lock");
  }

  // ------------------------------------------------------------------------------------------- uv

  private static final String UV =
      """
      version = 1
      revision = 2
      requires-python = ">=3.11"

      [[package]]
      name = "shop"
      version = "0.1.0"
      source = { virtual = "." }
      dependencies = [
          { name = "celery", extra = ["redis"] },
          { name = "django" },
          { name = "lib" },
          { name = "tomli", marker = "python_full_version < '3.12'" },
      ]

      [package.optional-dependencies]
      pg = [{ name = "psycopg2" }]

      [package.dev-dependencies]
      dev = [{ name = "pytest" }]

      [package.metadata]
      requires-dist = [{ name = "django" }]

      [[package]]
      name = "asgiref"
      version = "3.8"
      source = { registry = "https://index.example.org/simple" }
      sdist = { url = "https://index.example.org/asgiref.tar.gz", hash = "HASH_A", size = 1 }

      [[package]]
      name = "celery"
      version = "5.5"
      source = { registry = "https://index.example.org/simple" }
      dependencies = [{ name = "colorama", marker = "sys_platform == 'win32'" }]
      wheels = [{ url = "https://index.example.org/c.whl", hash = "HASH_A" }]

      [package.optional-dependencies]
      redis = [{ name = "redis" }]

      [[package]]
      name = "colorama"
      version = "0.4"
      source = { registry = "https://index.example.org/simple" }
      dependencies = [{ name = "celery" }]
      wheels = [{ url = "https://index.example.org/co.whl", hash = "HASH_A" }]

      [[package]]
      name = "django"
      version = "4.2"
      source = { registry = "https://index.example.org/simple" }
      resolution-markers = ["python_full_version < '3.12'"]
      dependencies = [{ name = "asgiref" }, { name = "colorama", marker = "os_name == 'nt'" }]
      sdist = { url = "https://index.example.org/d.tar.gz", hash = "HASH_B" }
      wheels = [{ url = "https://index.example.org/d.whl", hash = "HASH_A" }]

      [[package]]
      name = "lib"
      source = { editable = "packages/lib" }
      dependencies = [{ name = "moved" }]

      [[package]]
      name = "moved"
      version = "1"
      source = { git = "https://github.com/x/moved.git?subdirectory=py&tag=v1#COMMIT" }

      [[package]]
      name = "psycopg2"
      version = "2.9"
      source = { registry = "https://index.example.org/simple" }
      sdist = { url = "https://index.example.org/p.tar.gz", hash = "HASH_A" }

      [[package]]
      name = "pytest"
      version = "8.0"
      source = { registry = "https://index.example.org/simple" }
      sdist = { url = "https://index.example.org/t.tar.gz", hash = "HASH_A" }

      [[package]]
      name = "redis"
      version = "5.0"
      source = { registry = "https://index.example.org/simple" }
      sdist = { url = "https://index.example.org/r.tar.gz", hash = "HASH_A" }

      [[package]]
      name = "tomli"
      version = "2.0"
      source = { url = "https://files.example.org/tomli-2.0-py3-none-any.whl" }
      wheels = [{ url = "https://files.example.org/tomli-2.0-py3-none-any.whl", hash = "HASH_A" }]
      """
          .replace("COMMIT", COMMIT);

  @Test
  void findWhenUvLocksTakesWhatTheProjectNeedsAndNoDevelopment() throws Exception {
    write("uv.lock", UV);
    write("packages/lib/pyproject.toml", "[project]\nname = 'lib'\n");
    Requirements found = find();
    assertThat(found.whole()).isTrue();
    assertThat(found.canonical())
        .containsExactly(
            "# nothing else: what these require is among them",
            "./packages/lib",
            "asgiref==3.8 --hash=" + A,
            "celery==5.5 --hash=" + A,
            "colorama==0.4 ; os_name == \"nt\" or sys_platform == \"win32\" --hash=" + A,
            "django==4.2 --hash=" + A + " --hash=" + B,
            "moved @ git+https://github.com/x/moved.git@" + COMMIT + "#subdirectory=py",
            "redis==5.0 --hash=" + A,
            "tomli @ https://files.example.org/tomli-2.0-py3-none-any.whl ; python_full_version <"
                + " \"3.12\" --hash="
                + A);
    assertThat(found.trees()).extracting(LocalTree::path).containsExactly("packages/lib");
    assertThat(found.fetchers()).containsExactly("git");
    assertThat(found.unpinned(java.util.Set.of())).isEmpty();
  }

  @Test
  void forPipWhenOnlyAPartOfALockHasHashesDividesIt() throws Exception {
    write("uv.lock", UV);
    write("packages/lib/pyproject.toml", "");
    List<List<String>> files = find().forPip("/s");
    assertThat(files).hasSize(2);
    assertThat(files.get(0)).startsWith("--require-hashes").hasSize(7);
    assertThat(files.get(1))
        .containsExactly(
            "/s/packages/lib",
            "moved @ git+https://github.com/x/moved.git@" + COMMIT + "#subdirectory=py");
  }

  @Test
  void findWhenExtrasAndGroupsAreNamedTakesThemToo() throws Exception {
    write("uv.lock", UV);
    write("packages/lib/pyproject.toml", "");
    assertThat(find("pg", "dev").canonical())
        .contains("psycopg2==2.9 --hash=" + A, "pytest==8.0 --hash=" + A);
    refused(
        "pq",
        "test",
        "2 faults in the configuration:\n"
            + " - <extras>: \"pq\" is none of uv.lock: it has pg\n"
            + " - <groups>: \"test\" is none of uv.lock: it has dev");
  }

  @Test
  void findWhenUvLocksAWorkspaceTakesThePartOfTheProject() throws Exception {
    write(
        "uv.lock",
        """
        version = 1
        [[package]]
        name = "root"
        source = { virtual = "." }
        dependencies = [{ name = "a" }]
        [[package]]
        name = "backend"
        source = { editable = "backend" }
        dependencies = [{ name = "b" }]
        [[package]]
        name = "a"
        version = "1"
        source = { registry = "https://i/s" }
        [[package]]
        name = "b"
        version = "2"
        source = { registry = "https://i/s" }
        """);
    assertThat(find().forPip("/s")).containsExactly(List.of("b==2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ git = 'ssh://git@host/x.git#0123456789012345678901234567890123456789' }"
            + "|needs a key, and the build chroot has none: write git+https://, with ${NAME} for a"
            + " token that an environment variable holds",
        "{ git = 'https://host/x.git#main' }"
            + "|is of a repository without a commit: lock it anew",
        "{ url = 'file:///etc/x.whl' }"
            + "|is a path of one machine: write the path relative to this file (./vendor/name)",
        "{ url = 'https://u:p@host/x.whl' }"
            + "|has a user or password in its address, and this file becomes part of a package:"
            + " write ${NAME} in their place, and set that environment variable when you build",
        "{ url = 'https://host/${HOME}/x.whl' }"
            + "|has a \"${\", which pip would take for an environment variable: name it without",
        "{ path = '../../etc/passwd' }"
            + "|leaves the source tree: move what it names into the repository, or set"
            + " <sourceDirectory> to a folder that holds both",
        "{ editable = '/etc' }"
            + "|leaves the source tree: move what it names into the repository, or set"
            + " <sourceDirectory> to a folder that holds both",
        "{ odd = 'x' }" + "|comes from where this plugin knows no way to: export it with uv",
      })
  void findWhenALockedPackageCannotBePackagedTellsWhereAndWhy(String source, String why)
      throws Exception {
    write(
        "uv.lock",
        """
        version = 1
        [[package]]
        name = "shop"
        source = { virtual = "." }
        dependencies = [{ name = "x" }]

        [[package]]
        name = "x"
        version = "1"
        """
            + "source = "
            + source
            + "\n");
    refused("uv.lock:7: \"x\" " + why);
  }

  @Test
  void findWhenUvLocksAnotherVersionOrNoProjectRefuses() throws Exception {
    write("uv.lock", "version = 2\n");
    refused(
        "uv.lock is no lock of version 1, the one that is known here: let uv export it (uv export"
            + " --format=pylock.toml --output-file=pylock.toml)");
    write("uv.lock", "version = 1\n");
    refused(
        "uv.lock: locks no project whose folder manage.py is in: name another file in"
            + " <requirements>");
  }

  // --------------------------------------------------------------------------------------- pylock

  @Test
  void findWhenThereIsAPylockTakesWhatItsMarkersSay() throws Exception {
    write(
        "pylock.toml",
        """
        lock-version = "1.0"
        created-by = "some tool"
        extras = ["pg"]
        dependency-groups = ["dev"]
        default-groups = ["base"]

        [[packages]]
        name = "Django"
        version = "4.2"
        [packages.sdist]
        name = "d.tar.gz"
        url = "https://i/d.tar.gz"
        hashes = { sha256 = "SUM_A", blake2b = "00" }
        [[packages.wheels]]
        url = "https://i/d.whl"
        hashes = { sha256 = "SUM_B" }

        [[packages]]
        name = "psycopg2"
        version = "2.9"
        marker = "'pg' in extras and sys_platform == 'linux'"
        [packages.sdist]
        url = "https://i/p.tar.gz"
        hashes = { sha256 = "SUM_A" }

        [[packages]]
        name = "pytest"
        version = "8"
        marker = "'dev' in dependency_groups"
        [packages.sdist]
        url = "https://i/t.tar.gz"
        hashes = { sha256 = "SUM_A" }

        [[packages]]
        name = "based"
        version = "1"
        marker = "'base' in dependency_groups"
        [packages.sdist]
        url = "https://i/t.tar.gz"
        hashes = { sha256 = "SUM_A" }

        [[packages]]
        name = "moved"
        vcs = { type = "git", url = "https://h/m.git", commit-id = "COMMIT", subdirectory = "py" }

        [[packages]]
        name = "lib"
        directory = { path = "lib", editable = true }

        [[packages]]
        name = "archived"
        archive = { url = "https://h/a.zip", hashes = { sha256 = "SUM_A" } }
        """
            .replace("SUM_A", A.substring(7))
            .replace("SUM_B", B.substring(7))
            .replace("COMMIT", COMMIT));
    write("lib/setup.py", "");
    List<String> always =
        List.of(
            "./lib",
            "archived @ https://h/a.zip --hash=" + A,
            "based==1 --hash=" + A,
            "django==4.2 --hash=" + A + " --hash=" + B,
            "moved @ git+https://h/m.git@" + COMMIT + "#subdirectory=py");
    assertThat(find().canonical().subList(1, 6)).isEqualTo(always);
    assertThat(find("pg", "").canonical())
        .containsAll(always)
        .contains("psycopg2==2.9 ; sys_platform == \"linux\" --hash=" + A)
        .hasSize(7);
    assertThat(find("", "dev").canonical()).contains("pytest==8 --hash=" + A);
  }

  @Test
  void findWhenAPylockIsOfAnotherVersionRefuses() throws Exception {
    write("pylock.toml", "lock-version = '2.0'");
    refused(
        "pylock.toml is no lock of version 1, the one that is known here: let the tool that wrote"
            + " it write that version, or export a requirements.txt");
  }

  @Test
  void findWhenAPylockHasFaultsTellsThemAll() throws Exception {
    write(
        "pylock.web.toml",
        """
        lock-version = "1.0"
        [[packages]]
        name = "a"
        version = "1; os_name"
        sdist = { url = "https://i/a" }
        [[packages]]
        version = "1"
        [[packages]]
        name = "b"
        version = 1
        sdist = { url = "https://i/b" }
        [[packages]]
        name = "c"
        marker = "x == 'y'"
        """);
    assertThatThrownBy(() -> named("pylock.web.toml"))
        .hasMessageStartingWith("4 faults in the configuration:\n")
        .hasMessageContaining(
            "pylock.web.toml:2: \"a\" has a version that is none, \"1; os_name\": correct it")
        .hasMessageContaining(
            "pylock.web.toml:6: \"a package\" has no \"name\": let the tool that wrote the file"
                + " write it anew")
        .hasMessageContaining(
            "pylock.web.toml:8: \"b\" has a \"version\" that is no text: let the tool that wrote"
                + " the file write it anew")
        .hasMessageContaining("pylock.web.toml:12: \"c\" has an environment marker");
  }

  // --------------------------------------------------------------------------------------- Poetry

  @Test
  void findWhenPoetry2LocksTakesTheMainGroup() throws Exception {
    write(
        "poetry.lock",
        """
        [[package]]
        name = "django"
        version = "4.2"
        optional = false
        python-versions = ">=3.8"
        groups = ["main", "dev"]
        files = [{file = "d.whl", hash = "HASH_A"}, {file = "d.tar.gz", hash = "HASH_B"}]

        [[package]]
        name = "tzdata"
        version = "2025.1"
        groups = ["main", "dev"]
        markers = {main = 'sys_platform == "win32"', dev = 'python_version < "3.12"'}
        files = [{file = "t.whl", hash = "HASH_A"}]

        [[package]]
        name = "psycopg2"
        version = "2.9"
        optional = true
        groups = ["main"]
        markers = 'extra == "pg"'
        files = [{file = "p.tar.gz", hash = "HASH_A"}]

        [[package]]
        name = "pytest"
        version = "8.0"
        groups = ["dev"]
        files = [{file = "t.whl", hash = "HASH_A"}]

        [[package]]
        name = "lib"
        version = "0.1"
        groups = ["main"]
        files = []
        develop = true
        [package.source]
        type = "directory"
        url = "lib"

        [[package]]
        name = "moved"
        version = "1"
        groups = ["main"]
        files = []
        [package.source]
        type = "git"
        url = "https://h/m.git"
        reference = "main"
        resolved_reference = "COMMIT"
        subdirectory = "py"

        [extras]
        pg = ["psycopg2"]

        [metadata]
        lock-version = "2.1"
        python-versions = ">=3.11"
        content-hash = "00"
        """
            .replace("COMMIT", COMMIT));
    write("lib/setup.py", "");
    assertThat(find().canonical())
        .containsExactly(
            "# nothing else: what these require is among them",
            "./lib",
            "django==4.2 --hash=" + A + " --hash=" + B,
            "moved @ git+https://h/m.git@" + COMMIT + "#subdirectory=py",
            "tzdata==2025.1 ; sys_platform == \"win32\" --hash=" + A);
    assertThat(find("pg", "dev").canonical())
        .contains(
            "psycopg2==2.9 --hash=" + A,
            "pytest==8.0 --hash=" + A,
            "tzdata==2025.1 ; sys_platform == \"win32\" or python_version < \"3.12\" --hash=" + A);
    refused("x", "", "<extras>: \"x\" is none of poetry.lock: it has pg");
  }

  private void writePoetry1() throws IOException {
    write(
        "pyproject.toml",
        """
        [tool.poetry.dependencies]
        python = "^3.11"
        Django = "^4.2"
        celery = {version = "^5", extras = ["redis"]}
        psycopg2 = {version = "*", optional = true}
        tomli = {version = "*", python = ">=3.8,<3.12"}
        [tool.poetry.group.dev.dependencies]
        pytest = "*"
        [tool.poetry.extras]
        pg = ["psycopg2"]
        """);
    write(
        "poetry.lock",
        """
        [[package]]
        name = "django"
        version = "4.2"
        files = [{file = "d.whl", hash = "HASH_A"}]
        [package.dependencies]
        asgiref = ">=3"
        tzdata = {version = "*", markers = 'sys_platform == "win32"'}
        [package.extras]
        argon2 = ["argon2-cffi"]

        [[package]]
        name = "asgiref"
        version = "3"
        files = [{file = "a.whl", hash = "HASH_A"}]

        [[package]]
        name = "tzdata"
        version = "2025.1"
        files = [{file = "t.whl", hash = "HASH_A"}]

        [[package]]
        name = "celery"
        version = "5.5"
        files = [{file = "c.whl", hash = "HASH_A"}]
        [package.dependencies]
        pytest = {version = "*", optional = true, markers = 'extra == "test"'}
        redis = {version = ">=4", optional = true, markers = 'extra == "redis"'}
        [package.extras]
        redis = ["redis (>=4)"]
        test = ["pytest"]

        [[package]]
        name = "redis"
        version = "5"
        files = [{file = "r.whl", hash = "HASH_A"}]

        [[package]]
        name = "psycopg2"
        version = "2.9"
        files = [{file = "p.whl", hash = "HASH_A"}]

        [[package]]
        name = "tomli"
        version = "2"
        files = [{file = "t.whl", hash = "HASH_A"}]

        [[package]]
        name = "pytest"
        version = "8"
        files = [{file = "t.whl", hash = "HASH_A"}]

        [metadata]
        lock-version = "2.0"
        """);
  }

  @Test
  void findWhenPoetry1LocksWalksFromTheProject() throws Exception {
    writePoetry1();
    assertThat(find().canonical())
        .containsExactly(
            "# nothing else: what these require is among them",
            "asgiref==3 --hash=" + A,
            "celery==5.5 --hash=" + A,
            "django==4.2 --hash=" + A,
            "redis==5 --hash=" + A,
            "tomli==2 ; python_version >= \"3.8\" and python_version < \"3.12\" --hash=" + A,
            "tzdata==2025.1 ; sys_platform == \"win32\" --hash=" + A);
    assertThat(find("pg", "dev").canonical())
        .contains("psycopg2==2.9 --hash=" + A, "pytest==8 --hash=" + A);
    refused("", "docs", "<groups>: \"docs\" is none of poetry.lock: it has dev");
  }

  @Test
  void findWhenPoetrysLockDoesNotFitTheProjectSaysSo() throws Exception {
    write("pyproject.toml", "[tool.poetry.dependencies]\nlater = '*'\n");
    write("poetry.lock", "[metadata]\nlock-version = '2.0'\n");
    refused("poetry.lock: has no package \"later\", which is required: run poetry lock");
    write("poetry.lock", "[metadata]\nlock-version = '1.1'\n");
    refused(
        "poetry.lock: is of the version \"1.1\", and 2.0 and 2.1 are known here: let Poetry write"
            + " it anew (poetry lock)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "^3.8|python_version >= \"3.8\" and python_version < \"4\"",
        "~3.8|python_version >= \"3.8\" and python_version < \"3.9\"",
        ">=3.8.1,<3.12|python_full_version >= \"3.8.1\" and python_version < \"3.12\"",
        ">=3.8 <3.12|python_version >= \"3.8\" and python_version < \"3.12\"",
        "<3.8 OR >=3.10|python_version < \"3.8\" or python_version >= \"3.10\"",
        "3.11.*|python_version == \"3.11.*\"",
      })
  void conditionWhenPoetryNamesPythonsIsAMarker(String text, String marker) throws Exception {
    assertThat(PoetryPython.condition(text.replace("OR", "||")).text()).isEqualTo(marker);
  }

  // ------------------------------------------------------------------------------------ pyproject

  @Test
  void findWhenThereIsOnlyAPyprojectTakesItsDependenciesUnpinned() throws Exception {
    write(
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
    Requirements found = find();
    assertThat(found.whole()).isFalse();
    assertThat(found.canonical())
        .containsExactly("django>=4.2", "gunicorn==23.0 ; os_name == \"posix\"");
    assertThat(found.unpinned(java.util.Set.of())).containsExactly("django>=4.2");
    assertThat(find("pg", "dev").canonical()).contains("psycopg2", "pytest", "ruff");
  }

  @Test
  void findWhenPyprojectCannotBeReadByItselfSaysWhatToDo() throws Exception {
    write("pyproject.toml", "[project]\ndynamic = ['dependencies']\n");
    refused(
        "pyproject.toml leaves its dependencies to the build back end (\"dynamic\"): name the file"
            + " that lists them in <requirements>, or write a lock");
    write("pyproject.toml", "[tool.poetry.dependencies]\ndjango = '*'\n");
    refused(
        "pyproject.toml has its dependencies in Poetry's own format, which only a lock makes exact:"
            + " commit poetry.lock (poetry lock), or name another file in <requirements>");
    write(
        "pyproject.toml",
        "[project]\ndependencies = ['-e git+https://h/x', 'a @ file:///etc']\n"
            + "[dependency-groups]\na = [{include-group = 'a'}]\n");
    assertThatThrownBy(() -> find("", "a"))
        .hasMessageStartingWith("3 faults in the configuration:\n")
        .hasMessageContaining("pyproject.toml: \"-e git+https://h/x\" ")
        .hasMessageContaining("pyproject.toml: \"a @ file:///etc\" is a path of one machine")
        .hasMessageContaining(
            "pyproject.toml: the group \"a\" includes \"a\", which includes it in turn: correct"
                + " its include-group");
  }

  // ----------------------------------------------------------------------------------------- hash

  @Test
  void canonicalWhenOnlyCommentsOrderOrDevelopmentChangeIsTheSame() throws Exception {
    write("packages/lib/pyproject.toml", "");
    write("uv.lock", UV);
    List<String> before = find().canonical();
    write(
        "uv.lock",
        "# a comment\n"
            + UV.replace("version = \"8.0\"", "version = \"9.0\"")
                .replace("{ name = \"pytest\" }", "{ name = \"pytest\" }, { name = \"redis\" }")
                .replace("index.example.org", "mirror.example.org"));
    assertThat(find().canonical()).isEqualTo(before);
    write("uv.lock", UV.replace("version = \"5.0\"", "version = \"5.1\""));
    assertThat(find().canonical()).isNotEqualTo(before);
  }
}
