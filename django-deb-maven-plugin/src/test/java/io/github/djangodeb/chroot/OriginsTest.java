package io.github.djangodeb.chroot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djangodeb.cache.CacheDirectory;
import io.github.djangodeb.process.Outcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OriginsTest {
  private static final Origins ORIGINS =
      Origins.NONE
          .with("venv-debian-requirements.txt", List.of("libpq-dev", "libffi-dev (>= 3)"))
          .with("src-debian-requirements.txt", List.of("gettexxt", "mariadb-clnt | mysql-clnt"))
          .with("<chrootPackages>", List.of());

  private static String told(String... said) {
    ToolFailure failure = new ToolFailure(line -> {});
    List.of(said).forEach(failure);
    Outcome outcome = new Outcome(100, List.of(), Path.of("/log"));
    return failure
        .tell("it cannot be made", outcome, new CacheDirectory(Path.of("/cache")), ORIGINS)
        .getMessage();
  }

  @Test
  void tellWhenAPackageIsUnknownNamesTheListThatHasIt() {
    assertThat(told("E: Unable to locate package gettexxt"))
        .isEqualTo(
            "it cannot be made, because its release does not have these packages:\n"
                + "E: Unable to locate package gettexxt\n"
                + "Correct the names or versions in src-debian-requirements.txt\n"
                + "(the whole log: /log)");
    assertThat(told("E: Couldn't find any package by glob 'libffi-dev'"))
        .contains("Correct the names or versions in venv-debian-requirements.txt\n");
  }

  @Test
  void tellWhenPackagesOfBothListsAreUnknownNamesBoth() {
    assertThat(
            told(
                " satisfy:command-line : Depends: mysql-clnt but it is not installable",
                " satisfy:command-line : Depends: libpq-dev but it is not installable"))
        .contains("in src-debian-requirements.txt and venv-debian-requirements.txt\n");
  }

  @Test
  void tellWhenNoListHasThePackageBlamesTheMirrors() {
    assertThat(told("E: Unable to locate package libpq-dev5"))
        .contains(
            "No list of the project's names them: see that <suite> and <mirrors> are of one"
                + " release\n");
  }
}
