package io.github.djangodeb.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.build.Build;
import io.github.djangodeb.failure.BuildFailure;
import java.nio.file.Path;
import java.util.Date;
import java.util.HashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedBuildTest {
  @TempDir Path folder;
  private SiteMojo goal;

  @BeforeEach
  void fillAsMavenDoes() {
    goal = ShopGoal.in(folder);
    goal.setPluginContext(new HashMap<>());
    goal.session.getRequest().setStartTime(new Date());
    goal.gpgExecutable = "gpg";
    goal.passphraseServerId = "gpg.passphrase";
    goal.passphraseEnvName = "MAVEN_GPG_PASSPHRASE";
    goal.cacheDirectory = folder.resolve("cache").toFile();
  }

  private Build build() throws BuildFailure {
    return Builds.of(goal);
  }

  @Test
  void ofWhenAnotherGoalAsksForTheSameSharesIt() throws BuildFailure {
    assertThat(build()).isSameAs(build());
  }

  @Test
  void ofWhenAnotherGoalKeepsElsewhereIsAnother() throws BuildFailure {
    Build earlier = build();
    goal.cacheDirectory = folder.resolve("other").toFile();
    assertThat(build()).isNotSameAs(earlier);
  }

  @Test
  void ofWhenAGoalNamesAKeyLooksForIt() throws BuildFailure {
    build();
    goal.keyname = "nobody@example.org";
    goal.homedir = folder.toFile();
    assertThatThrownBy(this::build)
        .hasMessageContaining("gpg has no secret key \"nobody@example.org\"");
  }
}
