package io.github.djangodeb.requirements;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What uv.lock says. */
class UvLockTest {
  private static final String A = RequirementsTree.A;
  private static final String B = RequirementsTree.B;
  private static final String COMMIT = RequirementsTree.COMMIT;

  @TempDir Path folder;
  private RequirementsTree tree;

  @BeforeEach
  void makeTree() throws IOException {
    tree = RequirementsTree.in(folder);
  }

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
    tree.write("uv.lock", UV);
    tree.write("packages/lib/pyproject.toml", "[project]\nname = 'lib'\n");
    Requirements found = tree.find();
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
    tree.write("uv.lock", UV);
    tree.write("packages/lib/pyproject.toml", "");
    List<List<String>> files = tree.find().forPip("/s");
    assertThat(files).hasSize(2);
    assertThat(files.get(0)).startsWith("--require-hashes").hasSize(7);
    assertThat(files.get(1))
        .containsExactly(
            "/s/packages/lib",
            "moved @ git+https://github.com/x/moved.git@" + COMMIT + "#subdirectory=py");
  }

  @Test
  void findWhenExtrasAndGroupsAreNamedTakesThemToo() throws Exception {
    tree.write("uv.lock", UV);
    tree.write("packages/lib/pyproject.toml", "");
    assertThat(tree.find("pg", "dev").canonical())
        .contains("psycopg2==2.9 --hash=" + A, "pytest==8.0 --hash=" + A);
    tree.refused(
        "pq",
        "test",
        "2 faults in the configuration:\n"
            + " - <extras>: \"pq\" is none of uv.lock: it has pg\n"
            + " - <groups>: \"test\" is none of uv.lock: it has dev");
  }

  @Test
  void findWhenUvLocksAWorkspaceTakesThePartOfTheProject() throws Exception {
    tree.write(
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
    assertThat(tree.find().forPip("/s")).containsExactly(List.of("b==2"));
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
    tree.write(
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
    tree.refused("uv.lock:7: \"x\" " + why);
  }

  @Test
  void findWhenUvLocksAnotherVersionOrNoProjectRefuses() throws Exception {
    tree.write("uv.lock", "version = 2\n");
    tree.refused(
        "uv.lock is no lock of version 1, the one that is known here: let uv export it (uv export"
            + " --format=pylock.toml --output-file=pylock.toml)");
    tree.write("uv.lock", "version = 1\n");
    tree.refused(
        "uv.lock: locks no project whose folder manage.py is in: name another file in"
            + " <requirements>");
  }

  @Test
  void canonicalWhenOnlyCommentsOrderOrDevelopmentChangeIsTheSame() throws Exception {
    tree.write("packages/lib/pyproject.toml", "");
    tree.write("uv.lock", UV);
    List<String> before = tree.find().canonical();
    tree.write(
        "uv.lock",
        "# a comment\n"
            + UV.replace("version = \"8.0\"", "version = \"9.0\"")
                .replace("{ name = \"pytest\" }", "{ name = \"pytest\" }, { name = \"redis\" }")
                .replace("index.example.org", "mirror.example.org"));
    assertThat(tree.find().canonical()).isEqualTo(before);
    tree.write("uv.lock", UV.replace("version = \"5.0\"", "version = \"5.1\""));
    assertThat(tree.find().canonical()).isNotEqualTo(before);
  }
}
