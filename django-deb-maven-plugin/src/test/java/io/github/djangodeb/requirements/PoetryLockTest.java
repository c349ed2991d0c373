package io.github.djangodeb.requirements;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What poetry.lock says, of both versions. */
class PoetryLockTest {
  private static final String A = RequirementsTree.A;
  private static final String B = RequirementsTree.B;
  private static final String COMMIT = RequirementsTree.COMMIT;

  @TempDir Path folder;
  private RequirementsTree tree;

  @BeforeEach
  void makeTree() throws IOException {
    tree = RequirementsTree.in(folder);
  }

  @Test
  void findWhenPoetry2LocksTakesTheMainGroup() throws Exception {
    tree.write(
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
    tree.write("lib/setup.py", "");
    assertThat(tree.find().canonical())
        .containsExactly(
            "# nothing else: what these require is among them",
            "./lib",
            "django==4.2 --hash=" + A + " --hash=" + B,
            "moved @ git+https://h/m.git@" + COMMIT + "#subdirectory=py",
            "tzdata==2025.1 ; sys_platform == \"win32\" --hash=" + A);
    assertThat(tree.find("pg", "dev").canonical())
        .contains(
            "psycopg2==2.9 --hash=" + A,
            "pytest==8.0 --hash=" + A,
            "tzdata==2025.1 ; sys_platform == \"win32\" or python_version < \"3.12\" --hash=" + A);
    tree.refused("x", "", "<extras>: \"x\" is none of poetry.lock: it has pg");
  }

  private void writePoetry1() throws IOException {
    tree.write(
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
    tree.write(
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
    assertThat(tree.find().canonical())
        .containsExactly(
            "# nothing else: what these require is among them",
            "asgiref==3 --hash=" + A,
            "celery==5.5 --hash=" + A,
            "django==4.2 --hash=" + A,
            "redis==5 --hash=" + A,
            "tomli==2 ; python_version >= \"3.8\" and python_version < \"3.12\" --hash=" + A,
            "tzdata==2025.1 ; sys_platform == \"win32\" --hash=" + A);
    assertThat(tree.find("pg", "dev").canonical())
        .contains("psycopg2==2.9 --hash=" + A, "pytest==8 --hash=" + A);
    tree.refused("", "docs", "<groups>: \"docs\" is none of poetry.lock: it has dev");
  }

  @Test
  void findWhenPoetrysLockDoesNotFitTheProjectSaysSo() throws Exception {
    tree.write("pyproject.toml", "[tool.poetry.dependencies]\nlater = '*'\n");
    tree.write("poetry.lock", "[metadata]\nlock-version = '2.0'\n");
    tree.refused("poetry.lock: has no package \"later\", which is required: run poetry lock");
    tree.write("poetry.lock", "[metadata]\nlock-version = '1.1'\n");
    tree.refused(
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
}
