package io.github.djangodeb.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.build.Build;
import io.github.djangodeb.cache.CacheDirectory;
import io.github.djangodeb.cache.FileTrees;
import io.github.djangodeb.env.SharedEnvs;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.git.SampleRepository;
import io.github.djangodeb.login.Netrc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildsTest {
  private static final String DEBIAN = "src-debian-requirements.txt";

  @TempDir Path folder;
  private SampleRepository shop;
  private Path work;

  @BeforeEach
  void makeShop() throws Exception {
    shop = SampleRepository.in(folder.resolve("shop"));
    work = shop.folder().resolve("target/django-deb");
    shop.write(".gitignore", "/target/\n")
        .write("manage.py", "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n")
        .write("shop/__init__.py", "")
        .write("shop/settings.py", "WSGI_APPLICATION = 'shop.wsgi.application'\n")
        .write("shop/wsgi.py", "application = None\n")
        .write("requirements.txt", "django==4.2.28\ngunicorn==23.0\n")
        .write(DEBIAN, "first\n")
        .commit("One");
  }

  private Build build(ShopGoal.Change change) throws BuildFailure {
    SiteMojo goal = ShopGoal.in(shop.folder());
    change.on(goal);
    return new Build(
        new Requests(goal).request(),
        new CacheDirectory(folder.resolve("cache")),
        new MavenBuildLog(new SystemStreamLog()).events(),
        SharedEnvs.none(),
        Optional.empty(),
        Instant.now());
  }

  private Build planned(ShopGoal.Change change) throws BuildFailure {
    SiteMojo goal = ShopGoal.in(shop.folder());
    goal.cacheDirectory = folder.resolve("cache").toFile();
    change.on(goal);
    return Builds.planned(goal);
  }

  private List<String> locks() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("cache/locks"))) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("target-"))
          .toList();
    }
  }

  private Path exported() throws IOException {
    try (Stream<Path> all = Files.list(work)) {
      return all.filter(path -> path.getFileName().toString().startsWith("source-"))
          .reduce(
              (one, two) -> {
                throw new AssertionError("two are exported");
              })
          .orElseThrow();
    }
  }

  @Test
  void warnOfWhenTheUsersFileOfLoginsIsOddTellsOnceOfAllProjects() throws IOException {
    Path file = Files.writeString(folder.resolve(".netrc"), "machine a login b port 443");
    Netrc odd = Netrc.ofUser(Map.of("HOME", folder.toString()), folder);
    List<String> told = new ArrayList<>();
    SiteMojo first = ShopGoal.in(folder);
    SiteMojo second = ShopGoal.in(folder.resolve("other"));
    second.session = first.session;
    for (SiteMojo goal : List.of(first, first, second)) {
      goal.setLog(
          new SystemStreamLog() {
            @Override
            public void warn(CharSequence text) {
              told.add(text.toString());
            }
          });
      Builds.warnOf(Netrc.NONE, goal);
      Builds.warnOf(odd, goal);
    }
    assertThat(told)
        .hasSize(1)
        .allMatch(
            line -> line.startsWith("The file of logins \"" + file + "\" is not understood: "));
  }

  @Test
  void isNewsWhenProjectsAreBuiltSideBySideHasWhatMavenKeepsForItself() {
    List<Boolean> alone = new ArrayList<>();
    Map<String, Object> run =
        new HashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          public Object putIfAbsent(String key, Object value) {
            alone.add(Thread.holdsLock(this));
            return super.putIfAbsent(key, value);
          }
        };
    assertThat(Builds.isNews(run, "odd")).isTrue();
    assertThat(Builds.isNews(run, "odd")).isFalse();
    assertThat(alone).containsExactly(true, true);
  }

  @Test
  void checkWhenANewerCommitWasExportedMeanwhileExportsTheFirstAgain() throws Exception {
    try (Build older = build(goal -> {})) {
      older.check();
      Path first = exported();
      shop.write(DEBIAN, "second\n").commit("Two");
      try (Build newer = build(goal -> {})) {
        newer.check();
      }
      assertThat(exported()).isNotEqualTo(first);

      older.check();

      assertThat(exported()).isEqualTo(first);
      assertThat(first.resolve(DEBIAN)).hasContent("first");
    }
  }

  @Test
  void checkWhenChangesChangedAndTheirExportIsGoneRefuses() throws Exception {
    shop.write(DEBIAN, "changed\n");
    try (Build build = build(goal -> goal.allowDirty = true)) {
      build.check();
      Path first = exported();
      FileTrees.delete(first);
      build.check();
      assertThat(exported()).isEqualTo(first);

      FileTrees.delete(first);
      shop.write(DEBIAN, "changed again\n");
      assertThatThrownBy(build::check)
          .isInstanceOfSatisfying(BuildFailure.class, f -> assertThat(f.isUsers()).isTrue())
          .hasMessage(
              "Another build has deleted what this one exported to "
                  + work
                  + ", and the project is no longer what it was when this one began: build again.");
      assertThat(first).doesNotExist();
    }
  }

  @Test
  void plannedWhenItKeepsBuildsOutOfTheFolderTakesTheirLock() throws Exception {
    try (Build plan = planned(goal -> {});
        Build build = build(goal -> {})) {
      plan.alone().close();
      List<String> ofPlan = locks();
      build.alone().close();
      assertThat(locks()).hasSize(1).isEqualTo(ofPlan);
    }
  }

  @Test
  void plannedWhenThereIsNoSuchKeyRefusesAsABuildDoes() {
    ShopGoal.Change signed =
        goal -> {
          goal.keyname = "nobody";
          goal.homedir = folder.resolve("no-keys").toFile();
          goal.gpgExecutable = "gpg";
          goal.passphraseEnvName = "MAVEN_GPG_PASSPHRASE";
          goal.passphraseServerId = "gpg.passphrase";
        };
    assertThatThrownBy(() -> planned(signed))
        .isInstanceOf(BuildFailure.class)
        .hasMessageStartingWith("gpg has no secret key \"nobody\" to sign ");
  }

  @Test
  void plannedWhenOfflineFindsTheRepositoryThatABuildHasFetched() throws Exception {
    ShopGoal.Change fromRepository = goal -> goal.repository = shop.folder().toString();
    try (Build build = build(fromRepository)) {
      build.check();
      FileTrees.delete(exported());
    }
    ShopGoal.Change offline =
        goal -> {
          fromRepository.on(goal);
          goal.session.getRequest().setOffline(true);
        };
    try (Build plan = planned(offline)) {
      plan.check();
      assertThat(exported().resolve(DEBIAN)).hasContent("first");
    }
  }
}
