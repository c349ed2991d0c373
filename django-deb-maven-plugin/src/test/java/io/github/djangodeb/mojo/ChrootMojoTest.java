package io.github.djangodeb.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.build.Build;
import io.github.djangodeb.build.Plan;
import io.github.djangodeb.cache.CacheDirectory;
import io.github.djangodeb.chroot.Chroot;
import io.github.djangodeb.chroot.ChrootEngine;
import io.github.djangodeb.chroot.ChrootSpec;
import io.github.djangodeb.chroot.Session;
import io.github.djangodeb.env.SharedEnvs;
import io.github.djangodeb.failure.BuildFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChrootMojoTest {
  @TempDir Path folder;

  private final List<String> done = new ArrayList<>();
  private final ChrootMojo mojo = new ChrootMojo();
  private SiteMojo configured;

  private boolean foreign;
  private SystemStreamLog log = new SystemStreamLog();

  private final class RecordedEngine implements ChrootEngine {
    @Override
    public String name() {
      return "schroot";
    }

    @Override
    public Optional<String> obstacle(ChrootSpec spec) {
      done.add("looked at");
      return Optional.empty();
    }

    @Override
    public void require(ChrootSpec spec) throws BuildFailure {
      done.add("tried");
      if (foreign) {
        throw BuildFailure.ofMachine("no such programs");
      }
    }

    @Override
    public void setUp(ChrootSpec spec) {
      done.add("set up");
    }

    @Override
    public Chroot prepare(ChrootSpec spec) {
      done.add("prepared");
      return new Chroot(List.of());
    }

    @Override
    public Session open(Chroot chroot) {
      throw new UnsupportedOperationException();
    }
  }

  @BeforeEach
  void makeProject() throws Exception {
    Files.createDirectories(folder.resolve("shop"));
    Files.writeString(
        folder.resolve("manage.py"),
        "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')");
    Files.writeString(folder.resolve("shop/settings.py"), "");
    Files.writeString(folder.resolve("requirements.txt"), "django==5.2\ngunicorn==23.0\n");
    Files.writeString(folder.resolve(".gitignore"), "cache\ntarget\n");
    try (Git git = Git.init().setDirectory(folder.toFile()).call()) {
      git.add().addFilepattern(".").call();
      git.commit()
          .setSign(false)
          .setAuthor("a", "a@b")
          .setCommitter("a", "a@b")
          .setMessage("1")
          .call();
    }
    configured = ShopGoal.in(folder);
    configured.engine = "schroot";
    configured.setPluginContext(new HashMap<>());
    mojo.execution = configured.execution;
  }

  private void run() throws Exception {
    try (Build build = build()) {
      mojo.run(build);
    }
  }

  private Build build() throws Exception {
    return new Build(
        new Requests(configured).request(),
        new CacheDirectory(folder.resolve("cache")),
        new MavenBuildLog(log).events(),
        SharedEnvs.none(),
        Optional.empty(),
        List.of(new RecordedEngine()));
  }

  @Test
  void runWhenCalledByHandSetsUpWhatAnAdministratorHasTo() throws Exception {
    run();
    assertThat(done).containsExactly("set up", "looked at", "prepared");
  }

  @Test
  void runInTheLifecycleSetsNothingUpAndLeavesTheChrootToWhoeverNeedsIt() throws Exception {
    mojo.execution.setLifecyclePhase("initialize");
    run();
    assertThat(done).containsExactly("looked at", "tried");
  }

  @Test
  void runInTheLifecycleWhenTheMachineDoesNotRunItsProgramsRefuses() {
    mojo.execution.setLifecyclePhase("initialize");
    foreign = true;
    assertThatThrownBy(this::run).hasMessage("no such programs");
    assertThat(done).containsExactly("looked at", "tried");
  }

  @Test
  void planWhenTheMachineDoesNotRunItsProgramsRefuses() throws Exception {
    foreign = true;
    try (Build build = build()) {
      Plan plan = build.plan();
      assertThat(plan.engine().name()).isEmpty();
      assertThatThrownBy(() -> plan.requireEngine(false)).hasMessage("no such programs");
    }
  }

  @Test
  void planWhenManagePyNamesSettingsForDevelopmentWarnsOfThoseForProduction() throws Exception {
    Files.createDirectories(folder.resolve("shop/settings"));
    Files.writeString(folder.resolve("shop/settings/dev.py"), "");
    Files.writeString(folder.resolve("shop/settings/production.py"), "");
    Files.writeString(
        folder.resolve("manage.py"),
        "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings.dev')");
    try (Git git = Git.open(folder.toFile())) {
      git.add().addFilepattern(".").call();
    }
    configured.allowDirty = true;
    List<String> warnings = new ArrayList<>();
    log =
        new SystemStreamLog() {
          @Override
          public void warn(CharSequence content) {
            warnings.add(content.toString());
          }
        };
    try (Build build = build()) {
      build.plan();
    }
    assertThat(warnings)
        .contains(
            "site: its settings are shop.settings.dev, as manage.py names them, and beside them lies"
                + " shop.settings.production: say <settings>shop.settings.production</settings> if"
                + " that is meant for the site, else <settings>shop.settings.dev</settings>");
  }

  @Test
  void planWhenTheSettingsAreNotInTheSourceRefuses() throws Exception {
    configured.settings = "shop.produktion";
    try (Build build = build()) {
      assertThatThrownBy(build::plan)
          .hasMessageContaining("\"shop.produktion\" in the packaged source: there are settings.");
    }
  }

  @Test
  void runInTheLifecycleWhenTheChrootIsToBeMadeAnewHasItMade() throws Exception {
    mojo.execution.setLifecyclePhase("initialize");
    configured.refresh = true;
    run();
    assertThat(done).containsExactly("looked at", "prepared");
  }
}
