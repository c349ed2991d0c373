package io.github.djangodeb.mojo;

import io.github.djangodeb.apt.AptRepository;
import io.github.djangodeb.apt.AptRequest;
import io.github.djangodeb.apt.AptSuite;
import io.github.djangodeb.apt.GpgSigner;
import io.github.djangodeb.apt.NoSigner;
import io.github.djangodeb.apt.Signer;
import io.github.djangodeb.build.Build;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.failure.Problems;
import io.github.djangodeb.process.LocalProcessLauncher;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Puts the packages into an apt repository in a folder, signed, for any web server. What is in the
 * folder already stays, as far as {@link #keepVersions} says.
 */
@Mojo(name = "apt-repository", defaultPhase = LifecyclePhase.DEPLOY, threadSafe = true)
public final class AptRepositoryMojo extends PublishingMojo {
  /**
   * The repository's folder, relative to the pom's. For example {@code /srv/apt}.
   *
   * @since 0.1.0
   */
  @Parameter(
      property = "django-deb.aptRepository",
      defaultValue = "${project.build.directory}/apt-repository")
  File aptRepository;

  /**
   * How many versions of each site's package stay in the repository, with the virtualenvs and
   * sources that they need; 0 for all. Packages of other projects are left alone.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.keepVersions", defaultValue = "10")
  int keepVersions;

  /**
   * What the repository calls itself (its Origin and Label), by which hosts can prefer it. By
   * default it keeps the name that it has, and a new one is called as {@link #name} says. Hosts
   * have to accept another name, with {@code apt-get update --allow-releaseinfo-change}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.aptOrigin")
  String aptOrigin;

  /**
   * For how many days apt takes the repository (its Valid-Until), so that nobody can hold back
   * later releases for longer; the goal must run again before. By default, and with 0, for ever.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.validDays", defaultValue = "0")
  int validDays;

  /**
   * Whether the repository is written without a signature. apt takes such a one only where a host
   * says {@code [trusted=yes]}, and then from anybody who can answer in its name.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.unsigned", defaultValue = "false")
  boolean unsigned;

  @Override
  void run(Build build) throws BuildFailure {
    AptSuite place = check();
    // Before minutes of work: often it is the key that is missing.
    Signer signer = signer();
    new AptRepository(
            signer,
            new MavenPublishLog(getLog()).apt(),
            new MavenBuildLog(getLog()).events().cache())
        .add(request(build, place));
  }

  private AptSuite check() throws BuildFailure {
    Problems problems = new Problems();
    Optional<AptSuite> place = place(problems);
    if (keepVersions < 0) {
      problems.add("<keepVersions>: \"" + keepVersions + "\" is no number: use 0 for all.");
    }
    if (validDays < 0) {
      problems.add("<validDays>: \"" + validDays + "\" is no number: use 0 for ever.");
    }
    new Parameters(problems).value("aptOrigin", aptOrigin, AptRepositoryMojo::line);
    problems.throwIfAny();
    return place.orElseThrow();
  }

  private static String line(String text) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("it has a line break: write it in one line");
    }
    return text;
  }

  private AptRequest request(Build build, AptSuite place) throws BuildFailure {
    return new AptRequest(
        aptRepository.toPath(),
        place,
        build.request().names().name(),
        build.request().target().architecture(),
        build.packages(),
        keepVersions,
        Parameters.given(aptOrigin),
        Instant.now().truncatedTo(ChronoUnit.SECONDS),
        validDays == 0 ? Optional.empty() : Optional.of(Duration.ofDays(validDays)));
  }

  private Signer signer() throws BuildFailure {
    if (unsigned) {
      getLog().warn("The repository is not signed: <unsigned> (django-deb.unsigned) is true.");
      return new NoSigner();
    }
    return new GpgSigner(gpgKey(), new LocalProcessLauncher(), logs());
  }
}
