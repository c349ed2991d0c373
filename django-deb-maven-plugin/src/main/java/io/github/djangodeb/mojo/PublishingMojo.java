package io.github.djangodeb.mojo;

import io.github.djangodeb.apt.AptSuite;
import io.github.djangodeb.failure.Problems;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Parameter;

/** What goals say that put packages into an apt repository. */
abstract class PublishingMojo extends DjangoDebMojo {
  /**
   * The suite of the apt repository, as a line of a host's sources names it. By default the Debian
   * release that the packages are built for. For example {@code trixie-staging}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.aptSuite")
  String aptSuite;

  /**
   * The component of that suite.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.aptComponent", defaultValue = "main")
  String aptComponent;

  /** The part of the repository, unless a name is no folder's. */
  final Optional<AptSuite> place(Problems problems) {
    Parameters parameters = new Parameters(problems);
    Optional<String> named =
        parameters.value("aptSuite", Parameters.given(aptSuite).orElse(suite), AptSuite::name);
    Optional<String> component = parameters.required("aptComponent", aptComponent, AptSuite::name);
    return named.flatMap(some -> component.map(other -> new AptSuite(some, other)));
  }
}
