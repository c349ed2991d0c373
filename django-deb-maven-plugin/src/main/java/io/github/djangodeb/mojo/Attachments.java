package io.github.djangodeb.mojo;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import org.apache.maven.project.MavenProject;
import org.apache.maven.project.MavenProjectHelper;

/**
 * What this plugin makes artifacts of a project. A project has one artifact of each type and
 * classifier: what two executions make under the same must be the same.
 */
final class Attachments {
  private static final String KEY = Attachments.class.getName();

  private final MavenProject project;
  private final MavenProjectHelper helper;
  private final Map<Object, Object> context;

  /**
   * @param context what Maven keeps for all goals of this plugin in the project
   */
  Attachments(MavenProject project, MavenProjectHelper helper, Map<Object, Object> context) {
    this.project = project;
    this.helper = helper;
    this.context = context;
  }

  /** A file as it was attached: files of the same name may be of different builds. */
  private record Attached(Path file, long size, FileTime time) {
    /** A record may be signed anew, and is that of its package all the same. */
    static Attached of(String type, Path file) throws BuildFailure {
      try {
        if (type.equals(DjangoDebMojo.RECORD)) {
          return new Attached(file, 0, FileTime.fromMillis(0));
        }
        return new Attached(file, Files.size(file), Files.getLastModifiedTime(file));
      } catch (IOException gone) {
        throw BuildFailure.ofMachine(file + " cannot be read: " + gone.getMessage(), gone);
      }
    }
  }

  /**
   * Makes a file the project's own artifact.
   *
   * @throws BuildFailure the user's, if another one is
   */
  void own(String type, Path file) throws BuildFailure {
    claim(type, "", file);
    project.getArtifact().setFile(file.toFile());
  }

  /**
   * Makes a file one of the project's artifacts, unless an earlier goal has.
   *
   * @param classifier empty for what belongs to the project's own artifact
   * @throws BuildFailure the user's, if another file is that artifact
   */
  void add(String type, String classifier, Path file) throws BuildFailure {
    claim(type, classifier, file);
    boolean attached =
        project.getAttachedArtifacts().stream()
            .filter(artifact -> type.equals(artifact.getType()))
            .anyMatch(
                artifact ->
                    classifier.equals(Objects.requireNonNullElse(artifact.getClassifier(), "")));
    if (!attached) {
      helper.attachArtifact(project, type, classifier.isEmpty() ? null : classifier, file.toFile());
    }
  }

  private void claim(String type, String classifier, Path file) throws BuildFailure {
    Attached now = Attached.of(type, file);
    Object before = context.putIfAbsent(KEY + " " + type + " " + classifier, now);
    if (before instanceof Attached earlier && !earlier.equals(now)) {
      throw BuildFailure.ofUser(
          "two executions of this plugin in one pom package different things: "
              + earlier.file().getFileName()
              + " is an artifact of this project already (type "
              + type
              + (classifier.isEmpty() ? "" : ", classifier " + classifier)
              + "), and "
              + file.getFileName()
              + " is to be the same one. Use a module for each, such as one for each <suite>.");
    }
  }
}
