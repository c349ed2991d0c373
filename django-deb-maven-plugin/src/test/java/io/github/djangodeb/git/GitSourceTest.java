package io.github.djangodeb.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.login.Login;
import io.github.djangodeb.login.Logins;
import io.github.djangodeb.name.ContentHash;
import io.github.djangodeb.network.WebAccess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitSourceTest {
  @TempDir Path temporary;
  private SampleRepository sample;
  private final List<String> told = new ArrayList<>();

  @BeforeEach
  void makeRepository() throws Exception {
    sample = SampleRepository.in(temporary.resolve("repository"));
  }

  private Path output() {
    return temporary.resolve("repository/target");
  }

  private GitSource source() {
    GitEvents events =
        new GitEvents() {
          @Override
          public void fetching(String url, boolean first) {
            told.add((first ? "first " : "again ") + url);
          }

          @Override
          public void progress(String task, int percent) {}

          @Override
          public void fetched(String url, Duration howLong) {}

          @Override
          public void untracked(List<String> paths) {
            told.add("untracked " + paths);
          }
        };
    return new GitSource(
        temporary.resolve("cache"),
        (name, what) -> {
          told.add("lock " + what);
          return () -> told.add("unlock");
        },
        Logins.NONE,
        WebAccess.NONE,
        events);
  }

  private Commit local(Path folder) throws BuildFailure {
    return source().local(folder, Optional.empty(), false, output());
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
    assertThat(told).containsExactly("untracked [app/new.py, media/]");
  }

  @Test
  void localWhenAFolderIsPackagedTellsNothingOfOthers() throws Exception {
    sample.write("app/models.py", "");
    sample.commit("app");
    sample.write("notes.txt", "");
    sample.write("app/new.py", "");
    local(sample.folder().resolve("app")).close();
    assertThat(told).containsExactly("untracked [app/new.py]");
  }

  private Path export(Commit commit) throws Exception {
    Path target = Files.createTempDirectory(temporary, "exported");
    commit.export(target);
    return target;
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
      assertThat(SampleRepository.listing(export(commit))).containsOnlyKeys("/", "manage.py");
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
      assertThat(export(commit).resolve("a")).hasContent("2");
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

    try (Commit commit = source().local(sample.folder(), Optional.empty(), true, output())) {
      assertThat(SampleRepository.listing(export(commit)))
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
    try (Commit commit = source().local(sample.folder(), Optional.empty(), true, output())) {
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
          source().local(sample.folder(), Optional.of(revision), false, output())) {
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
            () -> source().local(sample.folder(), Optional.of(revision), false, output()))
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

    assertThatThrownBy(() -> source().local(sample.folder(), Optional.of("next"), false, output()))
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
  void remoteWhenHeadIsNamedTakesTheOriginsAndNotTheClones() throws Exception {
    String head = sample.write("a", "1").commit("One");
    sample.git("branch", "master");
    sample.write("a", "2").commit("Two");
    try (Commit commit =
        source().remote(sample.folder().toString(), temporary, Optional.of("HEAD"), "")) {
      assertThat(commit.hexadecimal()).isNotEqualTo(head);
    }
  }

  /** As CI servers check a commit out. */
  @Test
  void remoteWhenHeadIsDetachedFindsItsCommit() throws Exception {
    sample.write("a", "1").commit("One");
    sample.git("checkout", "--quiet", "--detach");
    String alone = sample.write("a", "2").commit("Two");
    for (int time = 0; time < 2; time++) {
      try (Commit commit =
          source().remote(sample.folder().toString(), temporary, Optional.empty(), "")) {
        assertThat(commit.hexadecimal()).isEqualTo(alone);
      }
    }
  }

  @Test
  void remoteWhenFetchedTwiceFollowsTheBranch() throws Exception {
    String first = sample.write("a", "1").commit("One");
    String address = "file://" + sample.folder();
    try (Commit commit = source().remote(address, temporary, Optional.empty(), "")) {
      assertThat(commit.hexadecimal()).isEqualTo(first);
    }
    String second = sample.write("a", "2").commit("Two");

    try (Commit commit = source().remote("repository", temporary, Optional.of("main"), "")) {
      assertThat(commit.hexadecimal()).isEqualTo(second);
      assertThat(export(commit).resolve("a")).hasContent("2");
    }
    assertThat(told)
        .containsExactly(
            "lock the repository " + sample.folder(),
            "first " + sample.folder(),
            "unlock",
            "lock the repository " + sample.folder(),
            "again " + sample.folder(),
            "unlock");
  }

  @Test
  void remoteWhenTagWasMovedTakesWhereItIsNow() throws Exception {
    String first = sample.write("a", "1").commit("One");
    sample.git("tag", "v1");
    try (Commit commit = remote(Optional.of("v1"))) {
      assertThat(commit.hexadecimal()).isEqualTo(first);
    }
    String second = sample.write("a", "2").commit("Two");
    sample.git("tag", "--force", "v1");

    try (Commit commit = remote(Optional.of("v1"))) {
      assertThat(commit.hexadecimal()).isEqualTo(second);
      assertThat(export(commit).resolve("a")).hasContent("2");
    }
    try (Commit commit = remote(Optional.of(first))) {
      assertThat(export(commit).resolve("a")).hasContent("1");
    }
    sample.git("tag", "--delete", "v1");
    assertThatThrownBy(() -> remote(Optional.of("v1")))
        .hasMessageStartingWith("<revision> \"v1\" is no branch, tag or commit of ");
  }

  /** Whoever has begun with a commit ends with it, whatever is pushed meanwhile. */
  @Test
  void remoteWhenBranchWasForcedNeverMixesTheTwo() throws Exception {
    sample.write("base", "1").commit("Base");
    String base = sample.head();
    String dropped = sample.write("a", "1").write("b", "1").commit("One");
    try (Commit begun = remote(Optional.of("main"))) {
      sample.git("reset", "--quiet", "--hard", base);
      String forced = sample.write("a", "2").commit("Another");
      try (Commit fresh = remote(Optional.of("main"))) {
        assertThat(fresh.hexadecimal()).isEqualTo(forced);
        assertThat(SampleRepository.listing(export(fresh)))
            .containsEntry("a", "file 2")
            .doesNotContainKey("b");
      }
      assertThat(begun.hexadecimal()).isEqualTo(dropped);
      assertThat(SampleRepository.listing(export(begun)))
          .containsEntry("a", "file 1")
          .containsEntry("b", "file 1");
    }
  }

  private Commit remote(Optional<String> revision) throws Exception {
    return source().remote("file://" + sample.folder(), temporary, revision, "");
  }

  @Test
  void localWhenCloneIsShallowHasItsHeadAndSaysWhyNoOther() throws Exception {
    String first = sample.write("a", "1").commit("One");
    String second = sample.write("a", "2").commit("Two");
    Path clone = temporary.resolve("shallow");
    sample.git("clone", "--quiet", "--depth=1", "file://" + sample.folder(), clone.toString());

    try (Commit commit = local(clone)) {
      assertThat(commit.hexadecimal()).isEqualTo(second);
      assertThat(export(commit).resolve("a")).hasContent("2");
    }
    try (Commit commit = source().remote(clone.toString(), temporary, Optional.empty(), "")) {
      assertThat(commit.hexadecimal()).isEqualTo(second);
    }
    assertThatThrownBy(() -> source().local(clone, Optional.of(first), false, output()))
        .hasMessage(
            "<revision> \""
                + first
                + "\" is no branch, tag or commit of the git repository "
                + clone
                + " (the clone is shallow, so it may be one that was not fetched): see that it is"
                + " spelled right and has been pushed");
  }

  @Test
  void remoteWhenGoneStillHasWhatAWholeHashNames() throws Exception {
    String head = sample.write("a", "1").commit("One");
    source().remote(sample.folder().toString(), temporary, Optional.empty(), "").close();
    Files.move(sample.folder(), temporary.resolve("moved"));

    try (Commit commit =
        source().remote(sample.folder().toString(), temporary, Optional.of(head), "")) {
      assertThat(export(commit).resolve("a")).hasContent("1");
    }
    assertThatThrownBy(
            () -> source().remote(sample.folder().toString(), temporary, Optional.of("main"), ""))
        .isInstanceOf(BuildFailure.class)
        .hasMessageStartingWith("cannot fetch the repository " + sample.folder() + ": ")
        .hasMessageEndingWith(
            ": see that the address is right, that this machine reaches it, and that it may read"
                + " there");
  }

  @Test
  void remoteWhenCloneIsDamagedClonesAgain() throws Exception {
    String head = sample.write("a", "1").commit("One");
    source().remote(sample.folder().toString(), temporary, Optional.empty(), "").close();
    Path mirror;
    try (var mirrors = Files.list(temporary.resolve("cache"))) {
      mirror = mirrors.findFirst().orElseThrow();
    }
    try (var objects = Files.walk(mirror.resolve("objects"))) {
      for (Path file : (Iterable<Path>) objects.filter(Files::isRegularFile)::iterator) {
        if (file.toString().endsWith(".pack")) {
          file.toFile().setWritable(true);
          Files.write(file, new byte[100]);
        }
      }
    }

    try (Commit commit =
        source().remote(sample.folder().toString(), temporary, Optional.of(head), "")) {
      assertThat(export(commit).resolve("a")).hasContent("1");
    }
  }

  @Test
  void remoteWhenSubfolderIsNamedExportsIt() throws Exception {
    sample.write("web/a", "1").write("b", "1").commit("One");

    try (Commit commit =
        source().remote(sample.folder().toString(), temporary, Optional.empty(), "web")) {
      assertThat(SampleRepository.listing(export(commit))).containsOnlyKeys("/", "a");
    }
  }

  @Test
  void remoteWhenOverSshRunsSshWithPlainArguments() throws Exception {
    String head = sample.write("a", "1").commit("One");
    Path ssh = temporary.resolve("ssh");
    Files.writeString(
        ssh,
        "#!/bin/sh\nprintf '%s\\n' \"$@\" > '"
            + temporary.resolve("arguments")
            + "'\nfor last; do :; done\nunset GIT_DIR GIT_COMMON_DIR\nexec sh -c \"$last\"\n");
    ssh.toFile().setExecutable(true);
    QuietSystem.useSsh(Optional.of(ssh.toString()));
    try (Commit commit =
        source()
            .remote(
                "ssh://git@host.invalid:2222" + sample.folder(), temporary, Optional.empty(), "")) {
      assertThat(commit.hexadecimal()).isEqualTo(head);
    } finally {
      QuietSystem.useSsh(Optional.empty());
    }
    assertThat(temporary.resolve("arguments"))
        .hasContent("-p\n2222\ngit@host.invalid\ngit-upload-pack '" + sample.folder() + "'");
  }

  @Test
  void remoteWhenAddressIsRefusedMasksThePassword() {
    assertThatThrownBy(
            () ->
                source().remote("ftp://ada:secret@example.org/x", temporary, Optional.empty(), ""))
        .isInstanceOf(BuildFailure.class)
        .hasMessage(
            "<repository>: \"ftp://***@example.org/x\" is no repository: use an address such as"
                + " \"https://example.org/shop.git\", \"ssh://git@example.org/shop.git\" or a"
                + " folder");
  }

  @Test
  void remoteWhenUnreachableMasksThePassword() {
    assertThatThrownBy(
            () ->
                source()
                    .remote("http://ada:secret@127.0.0.1:9/x.git", temporary, Optional.empty(), ""))
        .isInstanceOf(BuildFailure.class)
        .hasMessageStartingWith("cannot fetch the repository http://127.0.0.1:9/x.git: ")
        .satisfies(failure -> assertThat(failure.toString()).doesNotContain("secret"));
  }

  /** A server of plain files that wants to know who asks. */
  private HttpServer serve(Path bare) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server
        .createContext("/", exchange -> answer(bare, exchange))
        .setAuthenticator(
            new BasicAuthenticator("git") {
              @Override
              public boolean checkCredentials(String user, String password) {
                return user.equals("ada") && password.equals("secret");
              }
            });
    server.start();
    return server;
  }

  private static void answer(Path bare, HttpExchange exchange) throws IOException {
    Path file = bare.resolve(exchange.getRequestURI().getPath().substring("/shop.git/".length()));
    boolean found = Files.isRegularFile(file);
    byte[] bytes = found ? Files.readAllBytes(file) : new byte[0];
    exchange.sendResponseHeaders(found ? 200 : 404, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Test
  void remoteWhenOverHttpLogsIn() throws Exception {
    String head = sample.write("a", "1").commit("One");
    Path bare = temporary.resolve("bare");
    sample.git("clone", "--quiet", "--bare", sample.folder().toString(), bare.toString());
    new SampleRepository(bare).git("update-server-info");
    HttpServer server = serve(bare);
    try {
      String place = "127.0.0.1:" + server.getAddress().getPort() + "/shop.git";
      try (Commit commit =
          source().remote("http://ada:secret@" + place, temporary, Optional.of("main"), "")) {
        assertThat(export(commit).resolve("a")).hasContent("1");
      }
      GitSource known =
          new GitSource(
              temporary.resolve("other"),
              (name, what) -> () -> {},
              new Logins(Map.of("127.0.0.1", new Login("ada", "secret")), Map.of()),
              WebAccess.NONE,
              GitEvents.none());
      try (Commit commit = known.remote("http://" + place, temporary, Optional.empty(), "")) {
        assertThat(commit.hexadecimal()).isEqualTo(head);
      }
      assertThatThrownBy(
              () -> source().remote("http://ada:wrong@" + place, temporary, Optional.empty(), ""))
          .isInstanceOf(BuildFailure.class)
          .hasMessageStartingWith("cannot fetch the repository http://" + place + ": ")
          .hasMessageContaining("not authorized")
          .satisfies(failure -> assertThat(failure.toString()).doesNotContain("wrong"));
    } finally {
      server.stop(0);
    }
    assertThat(told).allMatch(line -> !line.contains("secret"));
    assertThat(everything(temporary.resolve("cache"))).doesNotContain("secret");
  }

  private static String everything(Path folder) throws IOException {
    StringBuilder text = new StringBuilder();
    try (var files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return text.toString();
  }
}
