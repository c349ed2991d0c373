package io.github.djangodeb.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.login.Logins;
import io.github.djangodeb.network.WebAccess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Repositories and addresses made to have commands run, or files written or read elsewhere. */
class HostileGitTest {
  @TempDir Path temporary;
  private SampleRepository sample;
  private Path proof;

  @BeforeEach
  void makeRepository() throws Exception {
    sample = SampleRepository.in(temporary.resolve("repository"));
    proof = temporary.resolve("proof");
  }

  private GitSource source() {
    return new GitSource(
        temporary.resolve("cache"),
        (name, what) -> () -> {},
        Logins.NONE,
        WebAccess.NONE,
        GitEvents.none());
  }

  private Commit local(Optional<String> revision, boolean allowDirty) throws Exception {
    return source().local(sample.folder(), revision, allowDirty, temporary.resolve("target"));
  }

  private Path export(Commit commit) throws Exception {
    Path target = Files.createTempDirectory(temporary, "exported");
    commit.export(target);
    return target;
  }

  /** A tree of lines as git lists them; git checks little of what it is told. */
  private String tree(String... lines) throws Exception {
    Path list = Files.write(temporary.resolve("list"), zeroEnded(lines));
    String script = "git -C \"$1\" mktree -z < \"$2\"";
    return SampleRepository.run(
            "sh", "-c", script, "sh", sample.folder().toString(), list.toString())
        .strip();
  }

  private static byte[] zeroEnded(String... lines) {
    return (String.join("\0", lines) + "\0").getBytes(StandardCharsets.ISO_8859_1);
  }

  private String commit(String tree) throws Exception {
    return sample.git("commit-tree", "-m", "crafted", tree).strip();
  }

  private String blob(String text) throws Exception {
    Path file = Files.writeString(temporary.resolve("blob"), text);
    return sample.git("hash-object", "-w", file.toString()).strip();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ext::sh -c 'touch PROOF'",
        "ext::sh% -c% touch% PROOF",
        "fd::17",
        "--upload-pack=touch PROOF",
        "-u touch PROOF",
        "-oProxyCommand=touch PROOF:x/y",
        "ssh://-oProxyCommand=touch%20PROOF/x",
        "ssh://-oProxyCommand=x@host/x",
        "https://host/x\n--upload-pack=touch PROOF",
        "git://host/x.git",
        "ftp://host/x.git",
      })
  void remoteWhenAddressCouldRunACommandRefuses(String address) {
    String real = address.replace("PROOF", proof.toString());

    assertThatThrownBy(() -> source().remote(real, temporary, Optional.empty(), ""))
        .isInstanceOfSatisfying(
            BuildFailure.class, failure -> assertThat(failure.isUsers()).isTrue())
        .hasMessageStartingWith("<repository>: ")
        .hasMessageContaining("is no repository: use an address such as");
    assertThat(proof).doesNotExist();
  }

  @Test
  void localWhenRepositoryNamesCommandsRunsNone() throws Exception {
    sample.write("a.txt", "text\n").write(".gitattributes", "*.txt filter=evil diff=evil\n");
    sample.commit("One");
    Path evil = Files.writeString(temporary.resolve("evil"), "#!/bin/sh\ntouch " + proof + "\n");
    Files.setPosixFilePermissions(evil, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path hooks = Files.createDirectories(sample.folder().resolve(".git/hooks"));
    for (String hook :
        List.of("post-checkout", "post-merge", "pre-commit", "reference-transaction")) {
      Files.copy(evil, hooks.resolve(hook));
    }
    for (String key :
        List.of(
            "core.fsmonitor",
            "core.sshCommand",
            "core.pager",
            "core.editor",
            "core.gitProxy",
            "credential.helper",
            "diff.external",
            "diff.evil.textconv",
            "filter.evil.clean",
            "filter.evil.smudge",
            "filter.evil.process",
            "gpg.program",
            "uploadpack.packObjectsHook")) {
      sample.git("config", key, evil.toString());
    }
    Files.deleteIfExists(proof);
    sample.write("a.txt", "changed\n").write("untracked.txt", "x");

    try (Commit commit = local(Optional.empty(), true)) {
      assertThat(export(commit).resolve("a.txt")).hasContent("changed");
    }
    try (Commit commit =
        source().remote(sample.folder().toString(), temporary, Optional.empty(), "")) {
      assertThat(export(commit).resolve("a.txt")).hasContent("text");
    }
    assertThat(proof).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ext::sh -c 'touch PROOF'",
        "-c core.sshCommand=touch PROOF",
        "--upload-pack=touch PROOF",
        "ssh://-oProxyCommand=touch%20PROOF/x",
      })
  void exportWhenSubmodulesAddressCouldRunACommandRefuses(String address) throws Exception {
    String real = address.replace("PROOF", proof.toString());
    String head = sample.write("a", "1").commit("One");
    sample.write(
        ".gitmodules", "[submodule \"../../x\"]\n\tpath = evil\n\turl = \"" + real + "\"\n");
    sample.git("update-index", "--add", "--cacheinfo", "160000," + head + ",evil");
    sample.git("add", ".gitmodules");
    sample.git("commit", "--quiet", "--message", "Two");

    try (Commit commit = local(Optional.of(sample.head()), false)) {
      assertThatThrownBy(() -> export(commit))
          .isInstanceOf(BuildFailure.class)
          .hasMessageStartingWith("the submodule \"evil\" cannot be fetched: ")
          .hasMessageContaining("is no repository");
    }
    assertThat(proof).doesNotExist();
  }

  /** A server must not have folders of this machine packaged. */
  @ParameterizedTest
  @ValueSource(strings = {"/etc", "file:///etc", "./../../../../etc/../../..//x"})
  void ofSubmoduleWhenAServerNamesAFolderHereRefuses(String address) {
    RepositoryUrl server = RepositoryUrl.of("https://host/x.git", temporary);

    try {
      assertThat(server.ofSubmodule(address).uri().isRemote()).isTrue();
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageContaining("is no repository");
    }
  }

  /** The first entry plants a link, the second writes below it. */
  @Test
  void exportWhenALinkIsAFolderTooWritesNothingElsewhere() throws Exception {
    Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
    String inner = tree("100644 blob " + blob("evil") + "\tfile");
    String link = blob(elsewhere.toString());
    String head = commit(tree("120000 blob " + link + "\ta", "040000 tree " + inner + "\ta"));

    try (Commit commit = local(Optional.of(head), false)) {
      assertThatThrownBy(() -> export(commit)).isInstanceOf(BuildFailure.class);
    }
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void exportWhenModesAreOddGivesPlainOnes() throws Exception {
    String text = blob("text");
    String head =
        commit(
            tree(
                "104755 blob " + text + "\tsetuid",
                "100664 blob " + text + "\tgroup",
                "100600 blob " + text + "\tprivate"));

    try (Commit commit = local(Optional.of(head), false)) {
      Path exported = export(commit);
      assertThat(modes(exported, "setuid", "group", "private"))
          .containsExactly(0100755, 0100644, 0100644);
    }
  }

  private static List<Integer> modes(Path folder, String... names) throws Exception {
    List<Integer> modes = new java.util.ArrayList<>();
    for (String name : names) {
      modes.add((Integer) Files.getAttribute(folder.resolve(name), "unix:mode"));
    }
    return modes;
  }

  @Test
  void exportWhenNamesAreNotUtf8NamesThem() throws Exception {
    String head = commit(tree("100644 blob " + blob("x") + "\tcaf\u00e9"));

    try (Commit commit = local(Optional.of(head), false)) {
      assertThatThrownBy(() -> export(commit))
          .hasMessage(
              "cannot export \"caf\u00e9\" from git: it is no plain name in UTF-8: rename it");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {".git", ".GIT", "..", "."})
  void exportWhenNamesLeadElsewhereRefusesThem(String name) throws Exception {
    String head = commit(tree("100644 blob " + blob("x") + "\t" + name));

    try (Commit commit = local(Optional.of(head), false)) {
      assertThatThrownBy(() -> export(commit))
          .hasMessage(
              "cannot export \"" + name + "\" from git: it is no plain name in UTF-8: rename it");
    }
  }

  /** What is no file any more is gone, as git sees it; reading a pipe would wait for a writer. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void localWhenATrackedFileIsNowAPipeDoesNotReadIt() throws Exception {
    sample.write("empty", "").write("full", "text").write("kept", "1").commit("One");
    for (String name : List.of("empty", "full")) {
      Path file = sample.folder().resolve(name);
      Files.delete(file);
      SampleRepository.run("mkfifo", file.toString());
    }

    assertThatThrownBy(() -> local(Optional.empty(), false))
        .hasMessageStartingWith("2 tracked files have uncommitted changes:\n - empty\n - full\n");
    try (Commit commit = local(Optional.empty(), true)) {
      assertThat(SampleRepository.listing(export(commit))).containsOnlyKeys("/", "kept");
    }
  }
}
