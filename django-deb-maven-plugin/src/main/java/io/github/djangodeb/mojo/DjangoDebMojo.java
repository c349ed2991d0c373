package io.github.djangodeb.mojo;

import io.github.djangodeb.apt.GpgKey;
import io.github.djangodeb.build.Build;
import io.github.djangodeb.build.BuiltPackage;
import io.github.djangodeb.cache.CacheLock;
import io.github.djangodeb.failure.BuildFailure;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.apache.maven.project.MavenProjectHelper;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.eclipse.aether.RepositorySystem;

/**
 * What goals share that build. Each may need what an earlier one makes, and so has its parameters
 * too. Maven finds those of a superclass, and nowhere else: hence one superclass for each theme.
 */
abstract class DjangoDebMojo extends SiteParameters {
  private static final String PACKAGING = "django-deb";

  /** The type of packages. */
  static final String TYPE = "deb";

  /** The type of the records of builds. */
  static final String RECORD = "buildinfo";

  @Parameter(defaultValue = "${project}", readonly = true, required = true)
  MavenProject project;

  @Inject MavenProjectHelper projectHelper;

  @Inject SettingsDecrypter decrypter;

  @Inject RepositorySystem repositorySystem;

  @Override
  final void run() throws BuildFailure {
    if (hasSitesBelow(project)) {
      getLog().info("Nothing done: the sites of this pom are its modules.");
      return;
    }
    try (Build build = build()) {
      CacheLock alone = build.alone();
      try {
        run(build);
      } finally {
        alone.close();
      }
    }
  }

  /** A goal of the command line runs on all poms of a reactor, and not each is beside a project. */
  private static boolean hasSitesBelow(MavenProject pom) {
    List<MavenProject> modules = pom.getCollectedProjects();
    return modules != null
        && modules.stream()
            .anyMatch(one -> one.getPackaging().equals(PACKAGING) || hasSitesBelow(one));
  }

  /** The build that the goal's parameters describe. */
  Build build() throws BuildFailure {
    return Builds.of(this);
  }

  /** The servers of settings.xml. */
  final Servers servers() {
    return new Servers(session.getSettings(), decrypter);
  }

  /** Where what other programs say is kept. */
  final Path logs() {
    return Path.of(project.getBuild().getDirectory()).resolve("django-deb/logs");
  }

  /** The key that signs. */
  final GpgKey gpgKey() throws BuildFailure {
    Optional<String> variable = Parameters.given(System.getenv(passphraseEnvName));
    return new GpgKey(
        gpgExecutable,
        Parameters.given(keyname),
        Optional.ofNullable(homedir).map(File::toPath),
        variable.isPresent() ? variable : servers().passphrase(passphraseServerId),
        passphraseEnvName);
  }

  /** Has the goal's part of the build done, and publishes what came of it. */
  abstract void run(Build build) throws BuildFailure;

  /** What goals make artifacts of the project. */
  @SuppressWarnings("unchecked")
  final Attachments attachments() {
    return new Attachments(project, projectHelper, getPluginContext());
  }

  /** Makes a package and its record two of the project's artifacts. */
  final void attach(String classifier, BuiltPackage built) throws BuildFailure {
    attachments().add(TYPE, classifier, built.deb());
    attachments().add(RECORD, classifier, built.buildInfo());
  }
}
