package io.github.djangodeb.mojo;

import static org.assertj.core.api.Assertions.assertThat;

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
    BaseOutlook old = new BaseOutlook(Optional.of(Duration.ofDays(8)), false);
    Plan.Item item = new Plan.Item("shop_1_all.deb", whence, false);
    Plan plan =
        new Plan(
            new Plan.Engine(Optional.of("unshare"), true, "", Optional.of(old)),
            item,
            item,
            List.of());
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
}
