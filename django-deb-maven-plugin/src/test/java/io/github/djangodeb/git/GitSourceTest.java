package io.github.djangodeb.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.ContentHash;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitSourceTest {
  @TempDir Path temporary;
  private SampleRepository sample;
  private RecordedGit git;

  @BeforeEach
  void makeRepository() throws Exception {
    sample = SampleRepository.in(temporary.resolve("repository"));
    git = new RecordedGit(temporary);
  }

  private Path output() {
    return temporary.resolve("repository/target");
  }

  private Commit local(Path folder) throws BuildFailure {
    return git.source().local(folder, Optional.empty(), false, output());
  }

  @Test
  void localWhenFilesAreNotTrackedTellsThoseThatAreNotIgnored() throws Exception {
    sample.write(".gitignore", "*.log\nnode_modules/\n");
    sample.write("app/models.py", "");
    sample.commit("ignores");
    for (String file :
        List.of("app/new.py", "app/a.log", "node_modules/a.js", "media/a.png", "target/a.deb")) {
      sample.write(file, "");
    }
    local(sample.folder()).close();
    assertThat(git.told()).containsExactly("untracked [app/new.py, media/]");
  }

  @Test
  void localWhenAFolderIsPackagedTellsNothingOfOthers() throws Exception {
    sample.write("app/models.py", "");
    sample.commit("app");
    sample.write("notes.txt", "");
    sample.write("app/new.py", "");
    local(sample.folder().resolve("app")).close();
    assertThat(git.told()).containsExactly("untracked [app/new.py]");
  }

  @Test
  void localWhenFilesAreNotOfTheCommitAnywayTellsNothingOfThem() throws Exception {
    sample.write("app/models.py", "").write("theme/base.html", "").commit("app");
    for (String file :
        List.of("ca.pem", "theme/new.html", "deploy/nginx.conf", "deploy/a.txt", "deploy/b/c")) {
      sample.write(file, "");
    }
    localWithAside("../repository/ca.pem", "theme", "deploy/nginx.conf", "gone/ca.pem");
    assertThat(git.told()).containsExactly("untracked [deploy/a.txt, deploy/b/]");
  }

  private void localWithAside(String... aside) throws Exception {
    List<Path> places = Stream.of(aside).map(sample.folder()::resolve).toList();
    git.source().local(sample.folder(), Optional.empty(), false, places, false).close();
  }

  @Test
  void localWhenIgnoredFilesLieBesideWhatIsAsideTellsNothingOfThem() throws Exception {
    sample.write(".gitignore", ".env\n__pycache__/\n").write("manage.py", "").commit("app");
    sample.write("deploy/.gitignore", "*.log\n").write("deploy/in/nginx.conf", "");
    for (String file : List.of(".env", "__pycache__/a.pyc", "in/a.log", "in/.env", "in/b.txt")) {
      sample.write("deploy/" + file, "");
    }
    localWithAside("deploy/in/nginx.conf");
    assertThat(git.told()).containsExactly("untracked [deploy/.gitignore, deploy/in/b.txt]");
  }

  @Test
  void localWhenALinkOrARepositoryHasWhatIsAsideDoesNotEnterIt() throws Exception {
    sample.write("manage.py", "").commit("app");
    Path wheels = Files.createDirectories(temporary.resolve("wheels"));
    Files.createDirectories(wheels.resolve("cpu"));
    Files.writeString(wheels.resolve("other.whl"), "");
    Files.createSymbolicLink(sample.folder().resolve("wheels"), wheels);
    SampleRepository.in(sample.folder().resolve("own")).write("other", "").commit("Own");
    localWithAside("wheels/cpu", "own/ca.pem");
    assertThat(git.told()).isEmpty();
  }

  @Test
  void localWhenAFileStandsWhereAFolderAsideWouldTellsOfIt() throws Exception {
    sample.write("manage.py", "").commit("app");
    sample.write("dist", "");
    localWithAside("dist/wheels");
    assertThat(git.told()).containsExactly("untracked [dist]");
  }

  @Test
  void localWhenCleanGivesHead() throws Exception {
    String head = sample.write("manage.py", "").commit("One");

    try (Commit commit = local(sample.folder())) {
      assertThat(commit.hexadecimal()).isEqualTo(head);
      assertThat(commit.hash()).isEqualTo(ContentHash.ofLonger(head));
      assertThat(commit.time()).isEqualTo(Instant.parse("2026-11-23T10:15:00Z"));
      assertThat(commit.subtree()).isEmpty();
      assertThat(commit.isCommitted()).isTrue();
      assertThat(commit.references()).isEmpty();
    }
  }

  @Test
  void localWhenFolderIsInnerGivesItsSubtree() throws Exception {
    sample.write("web/shop/manage.py", "x").write("other", "y").commit("One");

    try (Commit commit = local(sample.folder().resolve("web/shop"))) {
      assertThat(commit.subtree()).isEqualTo("web/shop");
      assertThat(SampleRepository.listing(git.export(commit))).containsOnlyKeys("/", "manage.py");
    }
  }

  @Test
  void localWhenThereIsNoRepositoryTellsWhatToDo() {
    assertThatThrownBy(() -> local(temporary))
        .isInstanceOf(BuildFailure.class)
        .hasMessage(
            "no git repository around "
                + temporary
                + ": commit the project to one (\"git init\", \"git add .\", \"git commit\"), or"
                + " name one with <repository>");
  }

  @Test
  void localWhenNothingIsCommittedTellsWhatToDo() {
    assertThatThrownBy(() -> local(sample.folder()))
        .hasMessage(
            "the git repository "
                + sample.folder()
                + " has no commit yet: commit the project (\"git add .\", \"git commit\")");
  }

  @Test
  void localWhenFolderIsNotCommittedTellsWhatToDo() throws Exception {
    String head = sample.write("a", "").commit("One");
    Path fresh = Files.createDirectory(sample.folder().resolve("fresh"));

    assertThatThrownBy(() -> local(fresh))
        .hasMessage(
            "the commit "
                + head
                + " has no folder \"fresh\": commit it, or name another with <sourceDirectory>");
  }

  @Test
  void localWhenInLinkedWorkTreeGivesItsHead() throws Exception {
    sample.write("a", "1").commit("One");
    Path linked = temporary.resolve("linked");
    sample.git("worktree", "add", "--quiet", "-b", "side", linked.toString());
    SampleRepository other = new SampleRepository(linked);
    String head = other.write("a", "2").commit("Two");

    try (Commit commit = local(linked)) {
      assertThat(commit.hexadecimal()).isEqualTo(head);
      assertThat(git.export(commit).resolve("a")).hasContent("2");
    }
  }

  @Test
  void localWhenTrackedFilesHaveChangedListsTenOfThem() throws Exception {
    for (int number = 10; number < 21; number++) {
      sample.write("file" + number, "1\n");
    }
    sample.write("gone", "1").write("mode", "1").write("staged", "1").commit("One");
    for (int number = 10; number < 21; number++) {
      sample.write("file" + number, "22\n");
    }
    Files.delete(sample.folder().resolve("gone"));
    sample.folder().resolve("mode").toFile().setExecutable(true);
    sample.write("staged", "2").write("added", "1").write("untracked", "1");
    sample.git("add", "staged", "added");

    assertThatThrownBy(() -> local(sample.folder()))
        .hasMessage(
            """
            15 tracked files have uncommitted changes:
             - added
             - file10
             - file11
             - file12
             - file13
             - file14
             - file15
             - file16
             - file17
             - file18
             - and 5 more
            commit them, or set <allowDirty>true</allowDirty> (-Ddjango-deb.allowDirty) to package \
            them as they are""");
  }

  @Test
  void localWhenOnlyOtherFoldersHaveChangedGivesHead() throws Exception {
    sample.write("web/a", "1").write("other", "1").commit("One");
    sample.write("other", "2").write("web/untracked", "1");

    try (Commit commit = local(sample.folder().resolve("web"))) {
      assertThat(commit.isCommitted()).isTrue();
    }
  }

  @Test
  void localWhenFileWasOnlyTouchedGivesHead() throws Exception {
    sample.write("a", "1").commit("One");
    sample.write("a", "1");
    Files.setLastModifiedTime(sample.folder().resolve("a"), FileTime.from(Instant.EPOCH));

    try (Commit commit = local(sample.folder())) {
      assertThat(commit.isCommitted()).isTrue();
    }
  }

  @Test
  void localWhenChangedToTheSameSizeAtOnceStillNotices() throws Exception {
    sample.write("a", "1").commit("One");
    sample.write("a", "2");

    assertThatThrownBy(() -> local(sample.folder()))
        .hasMessageStartingWith("a tracked file has uncommitted changes:\n - a\n");
  }

  @Test
  void localWhenDirtyIsAllowedGivesFilesAsTheyAre() throws Exception {
    String head =
        sample
            .write("a", "1")
            .write("gone", "1")
            .write("staged", "1")
            .write(".gitattributes", "")
            .commit("One");
    sample.write("a", "2").write("staged", "2").write("untracked", "1");
    Files.delete(sample.folder().resolve("gone"));
    sample.write("new", "1").write(".gitattributes", "left export-ignore\n").write("left", "");
    sample.git("add", "staged", "new", "left");
    Instant newest = Instant.parse("2027-01-01T00:00:00Z");
    Files.setLastModifiedTime(sample.folder().resolve("a"), FileTime.from(newest));

    try (Commit commit = git.source().local(sample.folder(), Optional.empty(), true, output())) {
      assertThat(SampleRepository.listing(git.export(commit)))
          .containsEntry("a", "file 2")
          .containsEntry("staged", "file 2")
          .containsEntry("new", "file 1")
          .doesNotContainKeys("gone", "untracked", "left");
      assertThat(commit.isCommitted()).isFalse();
      assertThat(commit.hexadecimal()).hasSize(64).isNotEqualTo(head);
      assertThat(commit.time()).isEqualTo(newest);
    }
  }

  @Test
  void localWhenDirtyTwiceGivesTheSameHashForTheSameContentOnly() throws Exception {
    sample.write("a", "1").commit("One");
    sample.write("a", "2");
    String first = dirtyHash();
    Files.setLastModifiedTime(sample.folder().resolve("a"), FileTime.from(Instant.EPOCH));
    String touched = dirtyHash();
    sample.write("a", "3");

    assertThat(touched).isEqualTo(first);
    assertThat(dirtyHash()).isNotEqualTo(first);
  }

  private String dirtyHash() throws Exception {
    try (Commit commit = git.source().local(sample.folder(), Optional.empty(), true, output())) {
      return commit.hexadecimal();
    }
  }

  @Test
  void localWhenRevisionIsGivenFindsBranchTagAndHash() throws Exception {
    String first = sample.write("a", "1").commit("One");
    sample.git("tag", "light");
    sample.git("tag", "--annotate", "heavy", "--message", "x");
    sample.git("branch", "feature/one");
    sample.write("a", "2").commit("Two");
    sample.write("a", "dirty");

    for (String revision : List.of("light", "heavy", "feature/one", first, first.substring(0, 7))) {
      try (Commit commit =
          git.source().local(sample.folder(), Optional.of(revision), false, output())) {
        assertThat(commit.hexadecimal()).as(revision).isEqualTo(first);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nowhere",
        "--upload-pack=touch x",
        "-rf",
        "HEAD~1",
        "main^{tree}",
        "@{1}",
        ":a",
        "../x",
        "a b",
        "$(id)",
        "0123456",
        "refs/heads/main"
      })
  void localWhenRevisionIsUnknownQuotesIt(String revision) throws Exception {
    sample.write("a", "1").commit("One");
    sample.write("a", "2").commit("Two");

    assertThatThrownBy(
            () -> git.source().local(sample.folder(), Optional.of(revision), false, output()))
        .isInstanceOf(BuildFailure.class)
        .hasMessage(
            "<revision> \""
                + revision
                + "\" is no branch, tag or commit of the git repository "
                + sample.folder()
                + ": see that it is spelled right and has been pushed");
  }

  @Test
  void localWhenRevisionIsAmbiguousNamesAll() throws Exception {
    sample.write("a", "1").commit("One");
    sample.git("tag", "next");
    sample.write("a", "2").commit("Two");
    sample.git("branch", "next");

    assertThatThrownBy(
            () -> git.source().local(sample.folder(), Optional.of("next"), false, output()))
        .hasMessage(
            "<revision> \"next\" is more than one commit of the git repository "
                + sample.folder()
                + ": refs/tags/next, refs/heads/next: give the commit's whole hash");
  }

  @Test
  void referencesWhenExportSubstIsUsedChangeWithTags() throws Exception {
    sample.write("sub/.gitattributes", "a export-subst\n").commit("One");
    Optional<String> before = references();
    sample.git("tag", "v1");

    assertThat(before).isPresent();
    assertThat(references()).isPresent().isNotEqualTo(before);
  }

  private Optional<String> references() throws Exception {
    try (Commit commit = local(sample.folder())) {
      return commit.references();
    }
  }

  @Test
  void localWhenCloneIsShallowHasItsHeadAndSaysWhyNoOther() throws Exception {
    String first = sample.write("a", "1").commit("One");
    String second = sample.write("a", "2").commit("Two");
    Path clone = temporary.resolve("shallow");
    sample.git("clone", "--quiet", "--depth=1", "file://" + sample.folder(), clone.toString());

    try (Commit commit = local(clone)) {
      assertThat(commit.hexadecimal()).isEqualTo(second);
      assertThat(git.export(commit).resolve("a")).hasContent("2");
    }
    try (Commit commit = git.source().remote(clone.toString(), temporary, Optional.empty(), "")) {
      assertThat(commit.hexadecimal()).isEqualTo(second);
    }
    assertThatThrownBy(() -> git.source().local(clone, Optional.of(first), false, output()))
        .hasMessage(
            "<revision> \""
                + first
                + "\" is no branch, tag or commit of the git repository "
                + clone
                + " (the clone is shallow, so it may be one that was not fetched): see that it is"
                + " spelled right and has been pushed");
  }
}
