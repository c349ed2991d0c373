package io.github.djangodeb.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.cache.FileTrees;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.network.WebAccess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmodulesTest {
  @TempDir Path temporary;
  private SampleRepository inner;
  private SampleRepository library;
  private SampleRepository sample;

  @BeforeEach
  void makeRepositories() throws Exception {
    inner = SampleRepository.in(temporary.resolve("inner"));
    inner.write("deepest.py", "x = 1\n").commit("Inner");
    library = SampleRepository.in(temporary.resolve("library"));
    library.write("lib.py", "x = 1\n").write(".gitattributes", "tests export-ignore\n");
    library.write("tests/test.py", "left out\n");
    library.git("submodule", "--quiet", "add", "../inner", "inner");
    library.commit("Library");
    sample = SampleRepository.in(temporary.resolve("repository"));
    sample.write("manage.py", "");
    sample.git("submodule", "--quiet", "add", "../library", "vendor/library");
    sample.git("submodule", "--quiet", "update", "--init", "--recursive");
    sample.commit("One");
  }

  private Path export(Path folder, boolean allowDirty) throws Exception {
    Path target = Files.createTempDirectory(temporary, "exported");
    try (Commit commit = source().local(folder, Optional.empty(), allowDirty, output())) {
      commit.export(target);
    }
    return target;
  }

  private Path output() {
    return temporary.resolve("repository/target");
  }

  private GitSource source() {
    return new GitSource(
        temporary.resolve("cache"),
        (name, what) -> () -> {},
        io.github.djangodeb.login.Logins.NONE,
        WebAccess.NONE,
        GitEvents.none());
  }

  private static void assertWhole(Path exported) throws Exception {
    assertThat(SampleRepository.listing(exported))
        .containsOnlyKeys(
            "/",
            ".gitmodules",
            "manage.py",
            "vendor/",
            "vendor/library/",
            "vendor/library/.gitattributes",
            "vendor/library/.gitmodules",
            "vendor/library/inner/",
            "vendor/library/inner/deepest.py",
            "vendor/library/lib.py");
  }

  @Test
  void exportWhenSubmodulesAreCheckedOutIncludesThem() throws Exception {
    assertWhole(export(sample.folder(), false));

    assertThat(temporary.resolve("cache")).doesNotExist();
  }

  @Test
  void exportWhenSubmodulesWereDeinitialisedTakesThemFromGitsModules() throws Exception {
    sample.git("submodule", "--quiet", "deinit", "--force", "--all");

    assertWhole(export(sample.folder(), false));
  }

  @Test
  void exportWhenSubmodulesWereNeverClonedFetchesThemFromBesideTheOrigin() throws Exception {
    Path clone = temporary.resolve("elsewhere/clone");
    SampleRepository.run("git", "clone", "--quiet", sample.folder().toString(), clone.toString());

    assertWhole(export(clone, false));
  }

  @Test
  void remoteWhenThereAreSubmodulesFetchesThem() throws Exception {
    Path target = Files.createDirectory(temporary.resolve("exported"));
    try (Commit commit =
        source().remote(sample.folder().toString(), temporary, Optional.empty(), "")) {
      commit.export(target);
    }

    assertWhole(target);
  }

  @Test
  void exportWhenCommitIsNotToBeHadNamesIt() throws Exception {
    SampleRepository checkedOut = new SampleRepository(sample.folder().resolve("vendor/library"));
    String unpushed = checkedOut.write("lib.py", "x = 2\n").commit("Unpushed");
    sample.commit("Two");
    Path clone = temporary.resolve("clone");
    SampleRepository.run("git", "clone", "--quiet", sample.folder().toString(), clone.toString());

    assertThatThrownBy(() -> export(clone, false))
        .isInstanceOf(BuildFailure.class)
        .hasMessage(
            "the submodule \"vendor/library\" stands at the commit "
                + unpushed
                + ", which "
                + library.folder()
                + " does not have: push it there");
  }

  private Path clone(String name) throws Exception {
    Path clone = temporary.resolve(name);
    SampleRepository.run("git", "clone", "--quiet", sample.folder().toString(), clone.toString());
    return clone;
  }

  private Path exportOffline(Path folder) throws Exception {
    Path target = Files.createTempDirectory(temporary, "exported");
    try (Commit commit = source().local(folder, Optional.empty(), false, List.of(output()), true)) {
      commit.export(target);
    }
    return target;
  }

  @Test
  void exportWhenMavenIsOfflineTakesWhatWasFetchedAndNoMore() throws Exception {
    Path clone = clone("clone");
    SampleRepository.run(
        "git", "-C", clone.toString(), "remote", "set-url", "origin", "https://git.invalid/shop");
    assertThatThrownBy(() -> exportOffline(clone))
        .hasMessage(
            "Maven is offline, and the repository https://git.invalid/library was never fetched:"
                + " build once without -o");
    SampleRepository.run(
        "git", "-C", clone.toString(), "remote", "set-url", "origin", sample.folder().toString());
    export(clone, false);
    FileTrees.delete(library.folder());
    FileTrees.delete(inner.folder());
    assertWhole(exportOffline(clone));
  }

  @Test
  void exportWhenMavenIsOfflineFetchesASubmoduleOfThisMachine() throws Exception {
    assertWhole(exportOffline(clone("clone")));

    GitSource source = source();
    for (String content : new String[] {"x = 2\n", "x = 3\n"}) {
      library.write("lib.py", content).commit("Later");
      Path checkedOut = sample.folder().resolve("vendor/library");
      SampleRepository.run("git", "-C", checkedOut.toString(), "pull", "--quiet");
      sample.commit("Later");
      Path target = Files.createTempDirectory(temporary, "exported");
      try (Commit commit =
          source.remote(sample.folder().toString(), temporary, Optional.empty(), "", true)) {
        commit.export(target);
      }
      assertThat(target.resolve("vendor/library/lib.py")).hasContent(content.strip());
    }
  }

  @Test
  void exportWhenMavenIsOfflineAndTheCommitWasNotFetchedSaysSo() throws Exception {
    export(clone("before"), false);
    String later = library.write("lib.py", "x = 2\n").commit("Later");
    Path checkedOut = sample.folder().resolve("vendor/library");
    SampleRepository.run("git", "-C", checkedOut.toString(), "pull", "--quiet");
    sample.commit("Two");
    Path clone = clone("after");
    FileTrees.delete(library.folder());
    assertThatThrownBy(() -> exportOffline(clone))
        .hasMessage(
            "the submodule \"vendor/library\" stands at the commit "
                + later
                + ", which "
                + library.folder()
                + " did not have when it was fetched, and Maven is offline: build once without -o");
  }

  /** Changes a byte of what was fetched, in a file that is no commit's nor tree's. */
  private void damageClones() throws Exception {
    try (Stream<Path> packs = Files.walk(temporary.resolve("cache"))) {
      for (Path pack : packs.filter(file -> file.toString().endsWith(".pack")).toList()) {
        Path folder = pack.getParent();
        pack.toFile().setWritable(true);
        Path aside = Files.move(pack, temporary.resolve(pack.getFileName()));
        for (String ending : new String[] {".idx", ".rev", ".bitmap"}) {
          String name = pack.getFileName().toString().replace(".pack", ending);
          Files.deleteIfExists(folder.resolve(name));
        }
        String git = folder.getParent().getParent().toString();
        SampleRepository.run("sh", "-c", "git -C " + git + " unpack-objects -q <" + aside);
        for (String name : new String[] {"lib.py", "deepest.py"}) {
          SampleRepository.run(
              "sh",
              "-c",
              "cd "
                  + git
                  + " && blob=$(git rev-parse -q --verify main:"
                  + name
                  + ") || exit 0;"
                  + " other=$(echo another | git hash-object -w --stdin);"
                  + " place() { echo objects/$(echo $1 | cut -c1-2)/$(echo $1 | cut -c3-); };"
                  + " cp -f $(place $other) $(place $blob)");
        }
      }
    }
  }

  @Test
  void exportWhenACloneIsDamagedFetchesItAgainOrSaysSoOffline() throws Exception {
    Path clone = clone("clone");
    export(clone, false);
    damageClones();
    Path away = Files.move(library.folder(), temporary.resolve("away"));
    assertThatThrownBy(() -> exportOffline(clone))
        .hasMessageStartingWith("the clone of " + library.folder() + " in the cache is damaged (")
        .hasMessageEndingWith("), and Maven is offline: build once without -o");
    Files.move(away, library.folder());
    Path exported = export(clone, false);
    assertWhole(exported);
    assertThat(exported.resolve("vendor/library/lib.py")).hasContent("x = 1");
  }

  @Test
  void localWhenSubmoduleHasChangesNamesThem() throws Exception {
    Files.writeString(sample.folder().resolve("vendor/library/lib.py"), "x = 22\n");

    assertThatThrownBy(() -> export(sample.folder(), false))
        .hasMessageStartingWith(
            "a tracked file has uncommitted changes:\n - vendor/library/lib.py\n");
  }

  @Test
  void localWhenSubmoduleStandsElsewhereNamesIt() throws Exception {
    new SampleRepository(sample.folder().resolve("vendor/library"))
        .write("lib.py", "y")
        .commit("x");

    assertThatThrownBy(() -> export(sample.folder(), false))
        .hasMessageStartingWith(
            "a tracked file has uncommitted changes:\n"
                + " - vendor/library (a submodule at another commit)\n");
  }

  @Test
  void exportWhenDirtySubmoduleIsAllowedTakesItAsItIs() throws Exception {
    Files.writeString(sample.folder().resolve("vendor/library/lib.py"), "x = 22\n");
    Files.writeString(sample.folder().resolve("vendor/library/inner/deepest.py"), "x = 33\n");

    Path exported = export(sample.folder(), true);

    assertWhole(exported);
    assertThat(exported.resolve("vendor/library/lib.py")).hasContent("x = 22");
    assertThat(exported.resolve("vendor/library/inner/deepest.py")).hasContent("x = 33");
  }
}
