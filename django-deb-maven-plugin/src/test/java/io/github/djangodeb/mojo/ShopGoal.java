package io.github.djangodeb.mojo;

import java.nio.file.Path;
import java.util.Date;
import java.util.List;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Build;
import org.apache.maven.model.Model;
import org.apache.maven.model.Plugin;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.descriptor.MojoDescriptor;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.project.MavenProject;

/** A goal as Maven fills it for a shop whose pom states only the plugin. */
final class ShopGoal {
  private ShopGoal() {}

  /** What a pom says besides. */
  @FunctionalInterface
  interface Change {
    void on(SiteMojo goal);
  }

  /**
   * The goal, with the defaults of those parameters that must have one.
   *
   * @param folder the pom's
   */
  static SiteMojo in(Path folder) {
    SiteMojo goal = new SiteMojo();
    goal.project = project(folder);
    goal.name = "shop";
    goal.suite = "trixie";
    goal.engine = "auto";
    goal.chrootDirectory = folder.resolve("chroots").toFile();
    goal.migrate = "off";
    goal.keepReleases = "2";
    goal.tls = "off";
    goal.uploadSize = "100m";
    goal.server = "auto";
    goal.database = "auto";
    goal.compression = "zstd";
    goal.chrootMaxAge = 7;
    goal.envRevision = 1;
    goal.unpinned = "warn";
    goal.session = session();
    goal.execution = execution();
    goal.decrypter = SecretSettings.decrypter();
    return goal;
  }

  private static MavenProject project(Path folder) {
    Model model = new Model();
    model.setGroupId("org.example.shops");
    model.setArtifactId("shop");
    model.setVersion("1.2-SNAPSHOT");
    model.setBuild(new Build());
    model.getBuild().setDirectory(folder.resolve("target").toString());
    MavenProject project = new MavenProject(model);
    project.setRemoteArtifactRepositories(List.of());
    project.setFile(folder.resolve("pom.xml").toFile());
    return project;
  }

  /** Maven makes its sessions with a constructor that it has deprecated, and has no other. */
  @SuppressWarnings("deprecation")
  private static MavenSession session() {
    return new MavenSession(
        null, null, new DefaultMavenExecutionRequest().setStartTime(new Date()), null);
  }

  /** Of a goal of a plugin whose parameters are not described. */
  private static MojoExecution execution() {
    MojoDescriptor descriptor = new MojoDescriptor();
    descriptor.setPluginDescriptor(new PluginDescriptor());
    descriptor.getPluginDescriptor().setPlugin(new Plugin());
    return new MojoExecution(descriptor);
  }
}
