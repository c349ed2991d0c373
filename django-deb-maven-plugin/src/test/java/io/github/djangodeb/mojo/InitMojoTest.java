package io.github.djangodeb.mojo;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitMojoTest {
  @TempDir Path folder;

  @Test
  void runWhenTheCommandLineHasAnUnknownNameRefusesItWithTheOtherFaults() {
    SiteMojo other = ShopGoal.in(folder);
    InitMojo goal = new InitMojo();
    goal.session = other.session;
    goal.session.setCurrentProject(other.project);
    goal.execution = other.execution;
    goal.groupId = "org example";
    goal.session.getUserProperties().setProperty("django-deb.groupid", "org.example");
    assertThatThrownBy(goal::run)
        .hasMessageStartingWith("2 faults in the configuration:\n")
        .hasMessageContaining("\n - -Ddjango-deb.groupid is no parameter of this plugin: ")
        .hasMessageContaining("\n - <groupId>: \"org example\" is no groupId");
  }
}
