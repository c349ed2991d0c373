package io.github.djangodeb.mojo;

import org.apache.maven.plugins.annotations.Parameter;

/** The parameters of the Django project, and of the commit of it that is packaged. */
abstract class SourceParameters extends ChrootParameters {
  /**
   * The name that all packages, paths, users and services of the site begin with: lower case
   * letters, digits and inner hyphens. For example {@code shop}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.name", defaultValue = "${project.artifactId}")
  String name;

  /**
   * The project's settings module for production. By default the one that manage.py names. For
   * example {@code shop.settings.production}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.settings")
  String settings;

  /**
   * The folder of manage.py, relative to the packaged source. By default the one where the only, or
   * least deep, manage.py lies. For example {@code backend}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.projectDirectory")
  String projectDirectory;

  /**
   * The git repository of the Django project: an address of http, https, ssh or file, or a path. By
   * default the work tree that the pom stands in. For example {@code
   * https://git.example.org/shop.git}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.repository")
  String repository;

  /**
   * The branch, tag or commit to package. By default {@code HEAD}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.revision")
  String revision;

  /**
   * Whether changes to tracked files that are not committed are packaged too, rather than refused.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.allowDirty", defaultValue = "false")
  boolean allowDirty;

  /**
   * The folder of the repository that is packaged, relative to the pom's folder, or to the root of
   * a {@code <repository>}. By default that folder itself. For example {@code web}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.sourceDirectory")
  String sourceDirectory;
}
