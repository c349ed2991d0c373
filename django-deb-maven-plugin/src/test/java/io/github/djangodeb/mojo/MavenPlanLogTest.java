package io.github.djangodeb.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.build.Plan;
import io.github.djangodeb.chroot.BaseOutlook;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MavenPlanLogTest {
  @TempDir Path folder;

  private List<String> told(Plan.Whence whence, boolean refresh) throws Exception {
    BaseOutlook old = new BaseOutlook(Optional.of(Duration.ofDays(8)), false);
    return told(plan(whence, Optional.of("unshare"), "", Optional.of(old)), refresh);
  }

  private static Plan plan(
      Plan.Whence whence, Optional<String> engine, String obstacle, Optional<BaseOutlook> base) {
    Plan.Item item = new Plan.Item("shop_1_all.deb", whence, false);
    return new Plan(new Plan.Engine(engine, true, obstacle, base), item, item, List.of());
  }

  private List<String> told(Plan plan, boolean refresh) throws Exception {
    SiteMojo goal = ShopGoal.in(folder);
    goal.refresh = refresh;
    List<String> told = new ArrayList<>();
    SystemStreamLog log =
        new SystemStreamLog() {
          @Override
          public void info(CharSequence text) {
            told.add(text.toString());
          }
        };
    new MavenPlanLog(log).tell(plan, new Requests(goal).request().target());
    return told;
  }

  private static final String AS_IT_IS_OLD =
      "chroot of trixie: would be made anew, as it was made 8 d ago (<chrootMaxAge> is 7 days)";
  private static final String NOT_NEEDED = "nothing is to be built, so no chroot is needed";

  @Test
  void tellWhenNothingIsToBeBuiltSaysThatNoChrootIsNeeded() throws Exception {
    assertThat(told(Plan.Whence.CACHE, false)).contains(NOT_NEEDED).doesNotContain(AS_IT_IS_OLD);
  }

  @Test
  void tellWhenSomethingIsToBeBuiltSaysWhatBecomesOfTheChroot() throws Exception {
    assertThat(told(Plan.Whence.BUILD, false)).contains(AS_IT_IS_OLD).doesNotContain(NOT_NEEDED);
  }

  @Test
  void tellWhenTheChrootIsToBeMadeAnewSaysSoThoughNothingIsBuilt() throws Exception {
    assertThat(told(Plan.Whence.CACHE, true))
        .contains("chroot of trixie: would be made anew, as <refresh> is true")
        .doesNotContain(NOT_NEEDED);
  }

  /** What is told goes before the failure, and a build that needs none is refused nothing. */
  @Test
  void requireEngineWhenNoneWorksRefusesWhatIsToBeBuilt() throws Exception {
    Plan none = plan(Plan.Whence.CACHE, Optional.empty(), "it is missing", Optional.empty());
    Plan some = plan(Plan.Whence.BUILD, Optional.empty(), "it is missing", Optional.empty());
    assertThat(told(none, false))
        .startsWith("engine: none works here (<engine> is auto)")
        .contains(NOT_NEEDED);
    assertThatCode(() -> none.requireEngine(false)).doesNotThrowAnyException();
    assertThatThrownBy(() -> none.requireEngine(true)).hasMessage("it is missing");
    assertThatThrownBy(() -> some.requireEngine(false)).hasMessage("it is missing");
  }
}
