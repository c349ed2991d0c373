package io.github.djangodeb.requirements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Locks that were made for another pyproject.toml than the one that is there. */
class LockFitTest {
  private static final String DJANGO =
      """
      [[package]]
      name = "django"
      version = "5.2"
      source = { registry = "https://index.example.org/simple" }
      sdist = { url = "https://index.example.org/d.tar.gz", hash = "sha256:%s" }
      """
          .formatted("1".repeat(64));

  /** What Poetry hashes of a project that depends on django alone. */
  private static final String OF_DJANGO =
      "30f96bf6571f69070173f6e67dd03430607e28b5fbaf7cbaa434ba8ba4bc9358";

  /** What Poetry 1 hashes of Django ^5.2 and Python ^3.11. */
  private static final String OF_POETRY_ALONE =
      "6c1ed930a4619e023062ad8b1476a67571913918077996a64da7a83edadf02a9";

  @TempDir Path root;

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** A lock of uv, made for these requirements of the project, each in braces. */
  private void lockedFor(String... requirements) throws IOException {
    write(
        "uv.lock",
        """
        version = 1
        [[package]]
        name = "shop"
        source = { virtual = "." }
        dependencies = [{ name = "django" }]
        [package.optional-dependencies]
        pg = [{ name = "django" }]
        all = [{ name = "django" }]
        [package.dev-dependencies]
        dev = [{ name = "django" }]
        [package.metadata]
        requires-dist = [REQUIREMENTS]
        [package.metadata.requires-dev]
        dev = [{ name = "pytest", specifier = ">=8" }]
        """
                .replace("REQUIREMENTS", String.join(", ", requirements))
            + DJANGO);
  }

  private void project(String... dependencies) throws IOException {
    write("pyproject.toml", "[project]\nname = 'shop'\n" + list("dependencies", dependencies));
  }

  private static String list(String key, String... texts) {
    return key
        + " = ["
        + String.join(", ", Arrays.stream(texts).map(text -> '"' + text + '"').toList())
        + "]\n";
  }

  private Requirements find(String extras, String groups) throws BuildFailure {
    Selection selection = Selection.of(names(extras), names(groups));
    return RequirementsFinder.find(
        root, root, new RequirementsChoice(Optional.empty(), selection, UnpinnedPolicy.WARN));
  }

  private static List<ProjectName> names(String text) {
    return Arrays.stream(text.split(",")).filter(s -> !s.isEmpty()).map(ProjectName::new).toList();
  }

  private void fits(String extras, String groups) throws Exception {
    assertThat(find(extras, groups).wanted()).hasSize(1);
  }

  private void refused(String extras, String groups, String message) {
    assertThatThrownBy(() -> find(extras, groups))
        .isInstanceOfSatisfying(BuildFailure.class, one -> assertThat(one.isUsers()).isTrue())
        .hasMessage(message);
  }

  // ------------------------------------------------------------------------------------------- uv

  @Test
  void findWhenTheProjectRequiresMoreThanUvsLockWasMadeForNamesIt() throws Exception {
    lockedFor("{ name = \"django\", specifier = \">=4.2\" }", "{ name = \"celery\" }");
    project("Django>=5.2", "requests>=2.32");
    refused(
        "",
        "",
        "uv.lock does not fit pyproject.toml: celery is in the lock alone; django is \">=5.2\" in"
            + " pyproject.toml, and \">=4.2\" in the lock; requests is not in the lock. Run"
            + " \"uv lock\", and commit uv.lock");
    lockedFor();
    project("a", "b", "c", "d", "e", "f", "g");
    assertThatThrownBy(() -> find("", ""))
        .hasMessageContaining("; e is not in the lock; and 2 more. Run");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "django|",
        "Django >= 4.2, < 5|>=4.2,<5",
        "django<5.0,>=4.2.0|>=4.2,<5",
        "django (>=5.0-RC.1)|>=5.0rc1",
        "django>=5.0.post1,!=5.1.*|!=5.1.*,>=5.0.post1",
        "django==v5.1.0.dev|==5.1.0.dev0",
        "django~=4.2.0|~=4.2.0",
        "django>=5; python_version >= '3.10'|>=5",
        "django>=2017.04.17|>=2017.4.17",
        "django==05.00rc01|==5.0rc1",
        "django>=2024.1-1|>=2024.1.post1",
        "django==1.0a1-2+local.01|==1.0a1.post2+local.01",
        "django==0!5.10|==5.10",
      })
  void findWhenUvSpellsTheSameVersionsItsWayFits(String line, String specifier) throws Exception {
    project(line);
    lockedFor(
        "{ name = \"django\""
            + (specifier == null ? "" : ", specifier = \"" + specifier + "\"")
            + " }");
    fits("", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "django~=4.2.0|specifier = \"~=4.2\"|\"~=4.2.0\"|\"~=4.2\"",
        "django>=5.0|specifier = \">=5.0.1\"|\">=5\"|\">=5.0.1\"",
        "django[argon2]|specifier = \">=5\"|\"[argon2]\"|\">=5\"",
        "django==5.0rc1|specifier = \"==5.0\"|\"==5.0rc1\"|\"==5\"",
        "django==5.010|specifier = \"==5.1\"|\"==5.10\"|\"==5.1\"",
        "django==5-1|specifier = \"==5.1\"|\"==5post1\"|\"==5.1\"",
        "django==5.10|specifier = \"==5.1\"|\"==5.10\"|\"==5.1\"",
        "django|specifier = \"<5\"|any version|\"<5\"",
      })
  void findWhenVersionsOrExtrasDifferTellsBoth(
      String line, String locked, String there, String inLock) throws Exception {
    project(line);
    lockedFor("{ name = \"django\", " + locked + " }");
    refused(
        "",
        "",
        "uv.lock does not fit pyproject.toml: django is "
            + there
            + " in pyproject.toml, and "
            + inLock
            + " in the lock. Run \"uv lock\", and commit uv.lock");
  }

  @Test
  void findWhenAMarkerCameOrWentSaysSo() throws Exception {
    project("django");
    lockedFor("{ name = \"django\", marker = \"sys_platform == 'win32'\" }");
    assertThatThrownBy(() -> find("", ""))
        .hasMessageContaining(
            "django is needed always in pyproject.toml, and in the lock if sys_platform =="
                + " \"win32\". Run");
    project("django; sys_platform == 'win32'");
    lockedFor("{ name = \"django\" }");
    assertThatThrownBy(() -> find("", ""))
        .hasMessageContaining(
            "django is needed if sys_platform == \"win32\" in pyproject.toml, and always in the"
                + " lock. Run");
  }

  @Test
  void findWhenUvAddsOrLeavesOutWhatIsSaidOfPythonsFits() throws Exception {
    project("django");
    lockedFor("{ name = \"django\", marker = \"python_full_version >= '3.12'\" }");
    fits("", "");
    project("django; python_version >= '3.10'");
    lockedFor("{ name = \"django\" }");
    fits("", "");
  }

  @Test
  void findWhenTheBackEndFindsOutTheExtrasAsksOnlyWithoutThem() throws Exception {
    lockedFor("{ name = \"django\" }", "{ name = \"psycopg\", marker = \"extra == 'pg'\" }");
    write(
        "pyproject.toml",
        "[project]\nname = 'shop'\ndependencies = ['django']\n"
            + "dynamic = ['optional-dependencies']\n");
    fits("pg", "");
    project("django", "requests");
    assertThatThrownBy(() -> find("", "")).hasMessageContaining("requests is not in the lock");
  }

  @Test
  void findWhenOnlyPartsDifferThatAreNotInstalledFits() throws Exception {
    lockedFor("{ name = \"django\" }", "{ name = \"psycopg\", marker = \"extra == 'pg'\" }");
    project("django");
    fits("", "");
    assertThatThrownBy(() -> find("pg", ""))
        .hasMessageContaining(": psycopg is in the lock alone. Run");
    assertThatThrownBy(() -> find("", "dev"))
        .hasMessageContaining(": pytest is in the lock alone. Run");
    write(
        "pyproject.toml",
        "[project]\nname = 'shop'\ndependencies = ['django']\n"
            + "[project.optional-dependencies]\npg = ['psycopg']\nall = ['Shop[pg]']\n"
            + "[dependency-groups]\ndev = [{include-group = 'test'}]\ntest = ['pytest>=8.0']\n");
    fits("pg", "dev");
  }

  @Test
  void findWhenAnExtraNamesAnotherFitsHoweverTheLockHasIt() throws Exception {
    write(
        "pyproject.toml",
        "[project]\nname = 'shop'\ndependencies = ['django']\n"
            + "[project.optional-dependencies]\npg = ['psycopg']\nall = ['Shop[pg]']\n");
    String own = "{ name = \"shop\", extras = [\"pg\"], marker = \"extra == 'all'\" }";
    String pg = "{ name = \"psycopg\", marker = \"extra == 'pg'\" }";
    lockedFor("{ name = \"django\" }", own, pg);
    fits("all", "");
    lockedFor("{ name = \"django\" }", pg.replace("'pg'", "'all'"), pg);
    fits("all", "");
  }

  @Test
  void findWhenUvTakesARequirementFromElsewhereItsVersionIsOfNoAccount() throws Exception {
    project("django>=5");
    lockedFor("{ name = \"django\", git = \"https://git.example.org/django\" }");
    fits("", "");
    project("django @ https://files.example.org/django.whl");
    fits("", "");
    lockedFor("{ name = \"django\" }");
    assertThatThrownBy(() -> find("", ""))
        .hasMessageContaining(
            "django is at an address in pyproject.toml, and of an index in the lock. Run");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[project]\nname = 'shop'\ndynamic = ['dependencies']\n",
        "[tool.black]\nline-length = 100\n",
      })
  void findWhenThePyprojectNamesNoDependenciesAsksNoMore(String pyproject) throws Exception {
    lockedFor("{ name = \"django\" }");
    write("pyproject.toml", pyproject);
    fits("", "");
  }

  @Test
  void findWhenAMarkerOfThePyprojectIsNotUnderstoodNamesThatFile() throws Exception {
    lockedFor("{ name = \"django\" }");
    project("django; os_nam == 'nt'");
    refused(
        "",
        "",
        "pyproject.toml: \"django; os_nam == 'nt'\" has an environment marker that pip cannot read,"
            + " \"os_nam == 'nt'\": write one such as python_version < \"3.12\"");
  }

  @Test
  void findWhenAListOfThePyprojectIsNoneNamesThatFile() throws Exception {
    lockedFor("{ name = \"django\" }");
    write("pyproject.toml", "[project]\nname = 'shop'\ndynamic = 'version'\n");
    assertThatThrownBy(() -> find("", ""))
        .hasMessageStartingWith("pyproject.toml: has a \"dynamic\" that is no list");
  }

  /** A byte order mark, and what TOML has only since 1.1. */
  @ParameterizedTest
  @ValueSource(strings = {"\uFEFF", "a = {\n  b = 1,\n}\n"})
  void findWhenThePyprojectIsOfAnotherTomlThanIsKnownHereFits(String begin) throws Exception {
    String project = "[project]\nname = 'shop'\ndependencies = ['django']\n";
    lockedFor("{ name = \"django\" }");
    write("pyproject.toml", begin + project);
    fits("", "");
    Files.delete(root.resolve("uv.lock"));
    poetry("2.1", OF_DJANGO, begin + project);
    assertThatCode(() -> find("", "")).doesNotThrowAnyException();
  }

  @Test
  void findWhenThePyprojectHasAByteOrderMarkIsComparedAllTheSame() throws Exception {
    lockedFor("{ name = \"django\" }");
    write("pyproject.toml", "\uFEFF[project]\nname = 'shop'\ndependencies = ['celery']\n");
    assertThatThrownBy(() -> find("", "")).hasMessageContaining("celery is not in the lock");
  }

  @Test
  void findWhenUvsLockDoesNotSayWhatItWasMadeForComparesNames() throws Exception {
    write(
        "uv.lock",
        "version = 1\n[[package]]\nname = 'shop'\nsource = { virtual = '.' }\n"
            + "dependencies = [{ name = 'django' }]\n"
            + DJANGO);
    project("django>=4", "tomli; python_version < '3.11'");
    fits("", "");
    project("django>=4", "requests");
    assertThatThrownBy(() -> find("", ""))
        .hasMessageContaining("pyproject.toml: requests is not in the lock. Run");
  }

  // --------------------------------------------------------------------------------------- Poetry

  private void poetry(String version, String hash, String pyproject) throws IOException {
    write("pyproject.toml", pyproject);
    write(
        "poetry.lock",
        "[[package]]\nname = 'django'\nversion = '5.2'\ngroups = ['main']\n"
            + "[metadata]\nlock-version = '"
            + version
            + "'\ncontent-hash = '"
            + hash
            + "'\n");
  }

  /** The hashes are Python's, of what Poetry hashes. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2.0|99b63b8cdc69e49b3655ea96579c50692c88db21ef81f33d63a61343522ad6bf|[tool.poetry]~name = 'x'~[tool.poetry.dependencies]~python = '^3.11'~Django = {version"
            + " = '^5.2', optional = false}~[tool.poetry.group.dev.dependencies]~black = '*'",
        "2.1|576680d4ab03998ae191a0302c314783df0f38be331fe315177b86c5e723d780|[project]~name = 'x'~requires-python = '>=3.11'~dependencies = ['Django (>=5.2)']~"
            + "[tool.poetry]~package-mode = false",
        "2.1|ef54176bcba0d6fff68b02a5578fa03b782e510a8f8cdb8276eff969bafbe9db|[project]~name = 'x'~dependencies = ['Django']~[dependency-groups]~dev = ['bläck']",
        "2.1|0d208a4f4a2e99199b701ea4ad0fb11abf352db9407407136e074c56782dd3b7|[project]~name = 'x'~dependencies = ['Django']~[dependency-groups]~dev = ['bläck']",
      })
  void findWhenPoetrysLockIsOfThisProjectFits(String version, String hash, String pyproject)
      throws Exception {
    poetry(version, hash, pyproject.replace('~', '\n'));
    assertThatCode(() -> find("", "")).doesNotThrowAnyException();
    poetry(version, hash, pyproject.replace('~', '\n').replace("Django", "django"));
    refused(
        "",
        "",
        "poetry.lock: does not fit the pyproject.toml beside it, which has changed since: its"
            + " content-hash is of other dependencies. Run \"poetry lock\", and commit"
            + " poetry.lock");
  }

  @Test
  void findWhenPoetry1LockedAProjectOfPoetry2Fits() throws Exception {
    String pyproject =
        "[project]\nname = 'x'\ndependencies = ['Django']\n"
            + "[tool.poetry.dependencies]\npython = '^3.11'\nDjango = '^5.2'\n";
    poetry("2.0", OF_POETRY_ALONE, pyproject);
    assertThatCode(() -> find("", "")).doesNotThrowAnyException();
    poetry("2.0", OF_POETRY_ALONE, pyproject.replace("^5.2", "^5.1"));
    assertThatThrownBy(() -> find("", "")).hasMessageContaining("content-hash is of other");
    poetry("2.1", OF_POETRY_ALONE, pyproject);
    assertThatThrownBy(() -> find("", "")).hasMessageContaining("content-hash is of other");
  }

  @Test
  void findWhenATextHasTheCharacterDeleteIsHashedAsPythonDoes() throws Exception {
    poetry(
        "2.1",
        "89ff62770ca5a246556f217940b19afb8da1062bb70607f2316088ba4d462c6f",
        "[project]\nname = 'x'\ndependencies = ['Django']\n[dependency-groups]\n"
            + "dev = [\"x\\u007f\"]\n");
    assertThatCode(() -> find("", "")).doesNotThrowAnyException();
  }

  @Test
  void findWhenPoetrysLockLacksARequirementNamesIt() throws Exception {
    poetry(
        "2.1",
        "0".repeat(64),
        "[project]\nname = 'x'\ndependencies = ['Django>=5', 'Zope.Interface', 'b; os_name=="
            + " \"nt\"']\n[tool.poetry.dependencies]\npython = '*'\nredis = '^5'\n");
    refused(
        "",
        "",
        "poetry.lock: does not fit the pyproject.toml beside it, which has changed since: it lacks"
            + " redis, zope-interface. Run \"poetry lock\", and commit poetry.lock");
  }

  @Test
  void findWhenPoetryCannotHaveHashedTheProjectLeavesItToPoetry() throws Exception {
    poetry("2.1", "0".repeat(64), "[project]\ndependencies = []\nrequires-python = 3.11\n");
    assertThatCode(() -> find("", "")).doesNotThrowAnyException();
  }
}
