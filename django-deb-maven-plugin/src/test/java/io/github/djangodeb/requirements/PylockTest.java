package io.github.djangodeb.requirements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pylock.toml says. */
class PylockTest {
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
  void findWhenThereIsAPylockTakesWhatItsMarkersSay() throws Exception {
    tree.write(
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
    tree.write("lib/setup.py", "");
    List<String> always =
        List.of(
            "./lib",
            "archived @ https://h/a.zip --hash=" + A,
            "based==1 --hash=" + A,
            "django==4.2 --hash=" + A + " --hash=" + B,
            "moved @ git+https://h/m.git@" + COMMIT + "#subdirectory=py");
    assertThat(tree.find().canonical().subList(1, 6)).isEqualTo(always);
    assertThat(tree.find("pg", "").canonical())
        .containsAll(always)
        .contains("psycopg2==2.9 ; sys_platform == \"linux\" --hash=" + A)
        .hasSize(7);
    assertThat(tree.find("", "dev").canonical()).contains("pytest==8 --hash=" + A);
  }

  @Test
  void findWhenAPylockIsOfAnotherVersionRefuses() throws Exception {
    tree.write("pylock.toml", "lock-version = '2.0'");
    tree.refused(
        "pylock.toml is no lock of version 1, the one that is known here: let the tool that wrote"
            + " it write that version, or export a requirements.txt");
  }

  @Test
  void findWhenAPylockHasFaultsTellsThemAll() throws Exception {
    tree.write(
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
    assertThatThrownBy(() -> tree.named("pylock.web.toml"))
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

  @Test
  void findWhenAHashOfALockIsDamagedRefuses() throws Exception {
    String lock =
        """
        lock-version = "1.0"
        [[packages]]
        name = "a"
        version = "1"
        sdist = { url = "https://i/a", hashes = { md5 = "00", sha256 = "%s" } }
        """;
    for (String damaged : List.of("zz", "z" + "0".repeat(63), "A".repeat(63), "")) {
      tree.write("pylock.toml", lock.formatted(damaged));
      tree.refused(
          "pylock.toml:2: \"a\" has a hash that is none, \"sha256:"
              + damaged
              + "\": make the lock anew");
    }
  }

  @Test
  void findWhenAHashOfALockIsInUpperCaseLowersIt() throws Exception {
    tree.write(
        "pylock.toml",
        """
        lock-version = "1.0"
        [[packages]]
        name = "a"
        version = "1"
        sdist = { url = "https://i/a", hashes = { SHA256 = "SUM" } }
        """
            .replace("SUM", "AB".repeat(32)));
    assertThat(tree.find().canonical()).contains("a==1 --hash=sha256:" + "ab".repeat(32));
  }

  @Test
  void findWhenALockHasHashesForSomeProjectsSaysForWhichItHasNone() throws Exception {
    String other =
        """
        [[packages]]
        name = "b"
        version = "2"
        sdist = { url = "https://i/b", hashes = { md5 = "00" } }
        """;
    tree.write("pylock.toml", "lock-version = \"1.0\"\n" + other);
    assertThat(tree.find().warnings()).isEmpty();
    tree.write(
        "pylock.toml",
        """
        lock-version = "1.0"
        [[packages]]
        name = "a"
        version = "1"
        sdist = { url = "https://i/a", hashes = { sha256 = "SUM_A" } }
        """
                .replace("SUM_A", A.substring(A.indexOf(':') + 1))
            + other);
    assertThat(tree.find().warnings())
        .containsExactly(
            "pylock.toml has hashes for some projects only, so that what an index gives is not"
                + " checked for: b==2. Make the lock anew, if that index has hashes");
  }
}
