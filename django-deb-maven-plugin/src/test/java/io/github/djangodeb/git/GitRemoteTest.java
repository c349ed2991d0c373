package io.github.djangodeb.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.login.Login;
import io.github.djangodeb.login.Logins;
import io.github.djangodeb.network.WebAccess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commits of repositories elsewhere, which are cloned first. */
class GitRemoteTest {
  @TempDir Path temporary;
  private SampleRepository sample;
  private RecordedGit git;

  @BeforeEach
  void makeRepository() throws Exception {
    sample = SampleRepository.in(temporary.resolve("repository"));
    git = new RecordedGit(temporary);
  }

  @Test
  void remoteWhenHeadIsNamedTakesTheOriginsAndNotTheClones() throws Exception {
    String head = sample.write("a", "1").commit("One");
    sample.git("branch", "master");
    sample.write("a", "2").commit("Two");
    try (Commit commit =
        git.source().remote(sample.folder().toString(), temporary, Optional.of("HEAD"), "")) {
      assertThat(commit.hexadecimal()).isNotEqualTo(head);
    }
  }

  /** No network is needed for it. */
  @Test
  void remoteWhenOfflineFetchesWhatIsOnThisMachine() throws Exception {
    String first = sample.write("a", "1").commit("One");
    assertThat(offline("file://" + sample.folder())).isEqualTo(first);
    String second = sample.write("a", "2").commit("Two");
    assertThat(offline(sample.folder().toString())).isEqualTo(second);
    Files.move(sample.folder(), temporary.resolve("elsewhere"));
    assertThat(offline("repository")).isEqualTo(second);
    Files.createDirectory(sample.folder());
    assertThat(offline("repository")).isEqualTo(second);
  }

  @Test
  void remoteWhenOfflineFetchesABareRepositoryByItsShortNameAndABundle() throws Exception {
    for (String content : List.of("1", "2")) {
      String commit = sample.write("a", content).commit("One");
      sample.git("push", "--quiet", "--mirror", bare("shop.git"));
      sample.git("bundle", "create", "--quiet", temporary + "/shop.bundle", "HEAD", "main");
      assertThat(offline("shop")).isEqualTo(commit);
      assertThat(offline("shop.bundle")).isEqualTo(commit);
    }
  }

  private String bare(String name) throws Exception {
    String folder = temporary.resolve(name).toString();
    SampleRepository.run("git", "init", "--quiet", "--bare", "--initial-branch=main", folder);
    return folder;
  }

  @Test
  void remoteWhenOfflineAndThereIsNoneOnThisMachineSaysSo() {
    assertThatThrownBy(() -> offline("gone"))
        .hasMessage(
            "there is no repository "
                + temporary.resolve("gone")
                + " on this machine: see that the address is right");
  }

  private String offline(String address) throws Exception {
    try (Commit commit = git.source().remote(address, temporary, Optional.empty(), "", true)) {
      return commit.hexadecimal();
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
          git.source().remote(sample.folder().toString(), temporary, Optional.empty(), "")) {
        assertThat(commit.hexadecimal()).isEqualTo(alone);
      }
    }
  }

  @Test
  void remoteWhenFetchedTwiceFollowsTheBranch() throws Exception {
    String first = sample.write("a", "1").commit("One");
    String address = "file://" + sample.folder();
    try (Commit commit = git.source().remote(address, temporary, Optional.empty(), "")) {
      assertThat(commit.hexadecimal()).isEqualTo(first);
    }
    String second = sample.write("a", "2").commit("Two");

    try (Commit commit = git.source().remote("repository", temporary, Optional.of("main"), "")) {
      assertThat(commit.hexadecimal()).isEqualTo(second);
      assertThat(git.export(commit).resolve("a")).hasContent("2");
    }
    assertThat(git.told())
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
      assertThat(git.export(commit).resolve("a")).hasContent("2");
    }
    try (Commit commit = remote(Optional.of(first))) {
      assertThat(git.export(commit).resolve("a")).hasContent("1");
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
        assertThat(SampleRepository.listing(git.export(fresh)))
            .containsEntry("a", "file 2")
            .doesNotContainKey("b");
      }
      assertThat(begun.hexadecimal()).isEqualTo(dropped);
      assertThat(SampleRepository.listing(git.export(begun)))
          .containsEntry("a", "file 1")
          .containsEntry("b", "file 1");
    }
  }

  private Commit remote(Optional<String> revision) throws Exception {
    return git.source().remote("file://" + sample.folder(), temporary, revision, "");
  }

  @Test
  void remoteWhenGoneStillHasWhatAWholeHashNames() throws Exception {
    String head = sample.write("a", "1").commit("One");
    git.source().remote(sample.folder().toString(), temporary, Optional.empty(), "").close();
    Files.move(sample.folder(), temporary.resolve("moved"));

    try (Commit commit =
        git.source().remote(sample.folder().toString(), temporary, Optional.of(head), "")) {
      assertThat(git.export(commit).resolve("a")).hasContent("1");
    }
    assertThatThrownBy(
            () ->
                git.source().remote(sample.folder().toString(), temporary, Optional.of("main"), ""))
        .isInstanceOf(BuildFailure.class)
        .hasMessageStartingWith("cannot fetch the repository " + sample.folder() + ": ")
        .hasMessageEndingWith(
            ": see that the address is right, that this machine reaches it, and that it may read"
                + " there");
  }

  @Test
  void remoteWhenCloneIsDamagedClonesAgain() throws Exception {
    String head = sample.write("a", "1").commit("One");
    git.source().remote(sample.folder().toString(), temporary, Optional.empty(), "").close();
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
        git.source().remote(sample.folder().toString(), temporary, Optional.of(head), "")) {
      assertThat(git.export(commit).resolve("a")).hasContent("1");
    }
  }

  @Test
  void remoteWhenSubfolderIsNamedExportsIt() throws Exception {
    sample.write("web/a", "1").write("b", "1").commit("One");

    try (Commit commit =
        git.source().remote(sample.folder().toString(), temporary, Optional.empty(), "web")) {
      assertThat(SampleRepository.listing(git.export(commit))).containsOnlyKeys("/", "a");
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
        git.source()
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
                git.source()
                    .remote("ftp://ada:secret@example.org/x", temporary, Optional.empty(), ""))
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
                git.source()
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
          git.source().remote("http://ada:secret@" + place, temporary, Optional.of("main"), "")) {
        assertThat(git.export(commit).resolve("a")).hasContent("1");
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
              () ->
                  git.source().remote("http://ada:wrong@" + place, temporary, Optional.empty(), ""))
          .isInstanceOf(BuildFailure.class)
          .hasMessageStartingWith("cannot fetch the repository http://" + place + ": ")
          .hasMessageContaining("not authorized")
          .satisfies(failure -> assertThat(failure.toString()).doesNotContain("wrong"));
    } finally {
      server.stop(0);
    }
    assertThat(git.told()).allMatch(line -> !line.contains("secret"));
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
