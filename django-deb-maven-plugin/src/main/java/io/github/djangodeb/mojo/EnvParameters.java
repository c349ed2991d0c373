package io.github.djangodeb.mojo;

import java.util.List;
import org.apache.maven.plugins.annotations.Parameter;

/** The parameters of the virtualenv, and of the indexes that it comes from. */
abstract class EnvParameters extends SourceParameters {
  /**
   * The file that lists the requirements, relative to the packaged source: one of pip's own format,
   * {@code pylock.toml}, {@code uv.lock}, {@code poetry.lock} or {@code pyproject.toml}. By default
   * the first of {@code requirements.txt} and these that is there, beside manage.py or at the root.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.requirements")
  String requirements;

  /**
   * Extras of the project itself that are installed too, as its lock or {@code pyproject.toml}
   * calls them. For example {@code postgresql}. By default there are none.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.extras")
  List<String> extras;

  /**
   * Groups of dependencies that are installed too, as the project's lock or {@code pyproject.toml}
   * calls them. For example {@code production}. By default there are none: groups are for
   * development.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.groups")
  List<String> groups;

  /**
   * What is done about requirements without an exact version: {@code warn} lists them, {@code fail}
   * refuses them, {@code ignore} does nothing.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.unpinned", defaultValue = "warn")
  String unpinned;

  /**
   * The revision of the virtualenv's package: the first part of its version. Raise it to rebuild a
   * virtualenv whose configuration is the same.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.envRevision", defaultValue = "1")
  int envRevision;

  /**
   * The Python package index, as pip's {@code --index-url}. By default what pip's own environment
   * variables say, or pip's default.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.indexUrl")
  String indexUrl;

  /**
   * The id of the {@code <server>} in settings.xml whose user and password open {@link #indexUrl}.
   * By default, as for every other address, the one whose id is the address's host, such as {@code
   * pypi.example.org} or {@code pypi.example.org:8443}, or else the login that the user's {@code
   * .netrc} has for that host. For example {@code nexus}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.indexServerId")
  String indexServerId;

  /**
   * Further Python package indexes, as pip's {@code --extra-index-url}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.extraIndexUrls")
  List<String> extraIndexUrls;

  /**
   * Folders and pages with Python packages, as pip's {@code --find-links}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.findLinks")
  List<String> findLinks;

  /**
   * Whether pip asks no index, but only {@link #findLinks}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.noIndex", defaultValue = "false")
  boolean noIndex;

  /**
   * A folder of wheels and source archives, relative to the pom's, that the virtualenv is built
   * from: no index and no other address is asked. For example {@code wheelhouse}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.wheelhouse")
  String wheelhouse;

  /**
   * Files with certificates in the PEM format, relative to the pom's folder, of authorities that
   * indexes and repositories may have theirs from, besides those that Debian trusts. For example
   * {@code company-ca.pem}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.caCertificates")
  List<String> caCertificates;

  /**
   * A file in the PEM format with the certificate and the private key that indexes know this build
   * by, relative to the pom's folder; pip's {@code --client-cert}. By default there is none.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.clientCertificate")
  String clientCertificate;

  /**
   * Whether the virtualenv is looked for, before it is built, in the repository that the project's
   * releases are deployed to and in those that the project reads from and settings.xml has a login
   * or a mirror for, and put into the first of these by {@code mvn deploy} if it is missing. It
   * then lies there as an artifact of its own, under the project's groupId and the package's name.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.shareEnv", defaultValue = "true")
  boolean shareEnv;
}
