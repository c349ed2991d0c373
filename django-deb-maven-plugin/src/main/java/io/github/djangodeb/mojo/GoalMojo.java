package io.github.djangodeb.mojo;

import io.github.djangodeb.failure.BuildFailure;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;

/** What every goal has, whether there is a pom or not. */
abstract class GoalMojo extends AbstractMojo {
  @Parameter(defaultValue = "${session}", readonly = true, required = true)
  MavenSession session;

  @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
  MojoExecution execution;

  /**
   * Whether the goal does nothing.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.skip", defaultValue = "false")
  boolean skip;

  @Override
  public final void execute() throws MojoExecutionException, MojoFailureException {
    if (skip) {
      getLog().info("Nothing done: <skip> (django-deb.skip) is true.");
      return;
    }
    try {
      run();
    } catch (BuildFailure failure) {
      throw mapped(failure);
    }
  }

  /** Does what the goal is for. */
  abstract void run() throws BuildFailure;

  /** As Maven tells it: the user's failure is thrown, the machine's is to be thrown. */
  private static MojoExecutionException mapped(BuildFailure failure) throws MojoFailureException {
    if (failure.isUsers()) {
      throw new MojoFailureException(failure.getMessage(), failure);
    }
    return new MojoExecutionException(failure.getMessage(), failure);
  }
}
