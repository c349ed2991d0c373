package io.github.djangodeb.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.build.BuiltPackage;
import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import org.apache.maven.artifact.DefaultArtifact;
import org.apache.maven.artifact.handler.DefaultArtifactHandler;
import org.apache.maven.project.DefaultMavenProjectHelper;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttachmentsTest {
  @TempDir Path folder;
  private SiteMojo goal;

  /** As Maven's own helper does it, which has no other way. */
  @SuppressWarnings("deprecation")
  @BeforeEach
  void fillAsMavenDoes() {
    goal = ShopGoal.in(folder);
    goal.setPluginContext(new HashMap<>());
    goal.project.setArtifact(artifact("deb", null));
    goal.projectHelper =
        new DefaultMavenProjectHelper() {
          @Override
          public void attachArtifact(
              MavenProject project, String type, String classifier, java.io.File file) {
            DefaultArtifact attached = artifact(type, classifier);
            attached.setFile(file);
            project.addAttachedArtifact(attached);
          }
        };
  }

  private static DefaultArtifact artifact(String type, String classifier) {
    return new DefaultArtifact(
        "org.example", "shop", "1", null, type, classifier, new DefaultArtifactHandler(type));
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private void env(String name) throws IOException, BuildFailure {
    goal.attach(
        "env", new BuiltPackage(file(name + ".deb", name), file(name + ".buildinfo", name)));
  }

  @Test
  void attachWhenAnEarlierExecutionMadeAnotherPackageFails() throws Exception {
    env("shop-env-0_1");
    assertThatThrownBy(() -> env("shop-env-1_1"))
        .isInstanceOfSatisfying(
            BuildFailure.class, failure -> assertThat(failure.isUsers()).isTrue())
        .hasMessage(
            "two executions of this plugin in one pom package different things: shop-env-0_1.deb is"
                + " an artifact of this project already (type deb, classifier env), and"
                + " shop-env-1_1.deb is to be the same one. Use a module for each, such as one for"
                + " each <suite>.");
  }

  @Test
  void attachWhenTheFileOfTheNameIsOfAnotherBuildFails() throws Exception {
    env("shop-src-0_1");
    Files.setLastModifiedTime(file("shop-src-0_1.deb", "shop-src-0_1"), FileTime.fromMillis(1));
    Path record = folder.resolve("shop-src-0_1.buildinfo");
    assertThatThrownBy(
            () -> goal.attach("env", new BuiltPackage(folder.resolve("shop-src-0_1.deb"), record)))
        .hasMessageStartingWith(
            "two executions of this plugin in one pom package different things");
  }

  /** {@code mvn package install} runs each goal twice. */
  @Test
  void attachWhenTheSameGoalRunsAgainAttachesOnce() throws Exception {
    env("shop-env-0_1");
    Path deb = folder.resolve("shop-env-0_1.deb");
    goal.attach("env", new BuiltPackage(deb, folder.resolve("shop-env-0_1.buildinfo")));
    goal.attachments().own("deb", deb);
    goal.attachments().own("deb", deb);
    assertThat(goal.project.getAttachedArtifacts())
        .extracting(one -> one.getType() + " " + one.getClassifier())
        .containsExactly("deb env", "buildinfo env");
    assertThat(goal.project.getArtifact().getFile()).isEqualTo(deb.toFile());
  }

  /** After {@code clean}, in one run of Maven: a signature has a time in it. */
  @Test
  void attachWhenTheRecordWasSignedAnewAttachesOnce() throws Exception {
    env("shop-env-0_1");
    Path deb = folder.resolve("shop-env-0_1.deb");
    goal.attach("env", new BuiltPackage(deb, file("shop-env-0_1.buildinfo", "signed anew")));
    assertThat(goal.project.getAttachedArtifacts()).hasSize(2);
  }

  @Test
  void ownWhenAnotherSiteIsTheProjectsArtifactFails() throws Exception {
    goal.attachments().own("deb", file("shop-site_1.deb", "one"));
    assertThatThrownBy(() -> goal.attachments().own("deb", file("shop-site_2.deb", "two")))
        .hasMessageContaining("(type deb), and shop-site_2.deb is to be the same one");
  }
}
