package io.github.djangodeb.mojo;

import io.github.djangodeb.build.Build;
import io.github.djangodeb.failure.BuildFailure;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.apache.maven.project.MavenProjectHelper;

/** The parameters, which all goals share: each of them may need what an earlier one makes. */
abstract class DjangoDebMojo extends AbstractMojo {
  private static final String TYPE = "deb";

  @Parameter(defaultValue = "${project}", readonly = true, required = true)
  MavenProject project;

  @Parameter(defaultValue = "${session}", readonly = true, required = true)
  MavenSession session;

  @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
  MojoExecution execution;

  @Inject MavenProjectHelper projectHelper;

  /**
   * The name that all packages, paths, users and services of the site begin with: lower case
   * letters, digits and inner hyphens. For example {@code shop}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.name", defaultValue = "${project.artifactId}")
  String name;

  /**
   * The site's variant (tenant), for several sites of one project on a host. For example {@code
   * berlin}. By default the site has none.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.variant")
  String variant;

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
   * The host names that the site answers to. By default those of the host it is installed on. An
   * administrator may change them on the host.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.serverNames")
  List<String> serverNames;

  /**
   * The page that a new release must answer before it is switched to, with a status of 2xx or 3xx.
   * By default {@code /}, with any status below 500 but 400, as not every project has a page there.
   * For example {@code /health/}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.healthPath")
  String healthPath;

  /**
   * How the project is served: {@code wsgi}, or {@code asgi} for WebSockets and asynchronous views.
   * By default {@code auto}: {@code asgi} if the settings have {@code ASGI_APPLICATION} and the
   * virtualenv has uvicorn or daphne.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.server", defaultValue = "auto")
  String server;

  /**
   * How visitors come by HTTPS: {@code off} for plain HTTP, {@code proxy} if another machine ends
   * it and passes on, {@code files} for nginx with a certificate that lies on the host, {@code
   * acme} for nginx with one that certbot fetches from Let's Encrypt. An administrator may change
   * this, and all that follows from it, on the host.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.tls", defaultValue = "off")
  String tls;

  /**
   * Where the certificate lies on the host if {@code tls} is {@code files}, with those between it
   * and its root behind it. By default {@code /etc/ssl/certs/}, the site's name and {@code .pem}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.tlsCertificate")
  String tlsCertificate;

  /**
   * Where the certificate's key lies on the host. By default {@code /etc/ssl/private/}, the site's
   * name and {@code .key}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.tlsKey")
  String tlsKey;

  /**
   * Addresses or networks of the machines that end HTTPS if {@code tls} is {@code proxy}. What they
   * say of a visitor's scheme and address counts, what others say does not. For example {@code
   * 10.1.0.0/16}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.trustedProxies")
  List<String> trustedProxies;

  /**
   * For how many seconds browsers that came by HTTPS come back by nothing else. By default a year
   * if {@code tls} is {@code files} or {@code acme}, and else 0, which is not at all.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.hstsSeconds")
  Integer hstsSeconds;

  /**
   * Whether that holds for all names below the site's too.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.hstsIncludeSubDomains", defaultValue = "false")
  boolean hstsIncludeSubDomains;

  /**
   * Whether browsers may be shipped with that knowledge. It is hard to take back.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.hstsPreload", defaultValue = "false")
  boolean hstsPreload;

  /**
   * The largest upload that nginx takes: a number and {@code k}, {@code m} or {@code g}. Django
   * itself has no limit on files.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.uploadSize", defaultValue = "100m")
  String uploadSize;

  /**
   * What happens to the project's unapplied migrations when a release is installed: {@code off}
   * tells of them, {@code check} refuses the release, {@code auto} applies them before the switch.
   * A new, empty database gets its tables whatever this says.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.migrate", defaultValue = "off")
  String migrate;

  /**
   * The site's database: {@code postgresql} for a role and database of its own on the host, {@code
   * sqlite} for a file, {@code external} for one elsewhere whose address an administrator puts into
   * {@code secrets/database_url} on the host, {@code off} for what the project's settings say. By
   * default {@code auto}: {@code postgresql} if the virtualenv has psycopg, else {@code sqlite} if
   * the project uses that, else {@code off}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.database", defaultValue = "auto")
  String database;

  /**
   * Parts of the settings in which the project's own values hold, and not those of the host, out of
   * {@code debug}, {@code secretKey}, {@code allowedHosts}, {@code proxy}, {@code https}, {@code
   * databases}, {@code static}, {@code media}, {@code templates} and {@code logging}. By default
   * the host provides all.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.keepSettings")
  List<String> keepSettings;

  /**
   * The Debian release that packages are built for: {@code bookworm}, {@code trixie} or {@code
   * forky}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.suite", defaultValue = "trixie")
  String suite;

  /**
   * The Debian architecture that packages are built for. By default this machine's. For example
   * {@code amd64}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.architecture")
  String architecture;

  /**
   * How the build chroot is made and entered: {@code unshare}, or {@code auto} for the first that
   * works on this machine.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.engine", defaultValue = "auto")
  String engine;

  /**
   * Where the chroot's packages come from: lines of a sources.list. By default the mirrors of this
   * machine's apt.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.mirrors")
  List<String> mirrors;

  /**
   * After how many days the chroot is made anew.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.chrootMaxAge", defaultValue = "7")
  int chrootMaxAge;

  /**
   * Whether the chroot is made anew whatever its age.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.refresh", defaultValue = "false")
  boolean refresh;

  /**
   * Where chroots, repositories, pip's downloads and built packages are kept between builds. By
   * default {@code django-deb} in the user's cache folder.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.cacheDirectory")
  File cacheDirectory;

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

  /**
   * The requirements file, relative to the packaged source. By default {@code requirements.txt},
   * beside manage.py or at the root.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.requirements")
  String requirements;

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
   * Who answers for the packages: {@code Name <address>}. By default the first of the pom's
   * developers, or the project's name at the domain that its groupId spells backwards.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.maintainer")
  String maintainer;

  /**
   * How the packages are compressed: {@code zstd}, {@code xz}, {@code gzip} or {@code none}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.compression", defaultValue = "zstd")
  String compression;

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
    try (Build build = Builds.of(this)) {
      run(build);
    } catch (BuildFailure failure) {
      if (failure.isUsers()) {
        throw new MojoFailureException(failure.getMessage(), failure);
      }
      throw new MojoExecutionException(failure.getMessage(), failure);
    }
  }

  /** Has the goal's part of the build done, and publishes what came of it. */
  abstract void run(Build build) throws BuildFailure;

  /** Makes a package one of the project's artifacts, unless an earlier goal has. */
  final void attach(String classifier, Path deb) {
    boolean attached =
        project.getAttachedArtifacts().stream()
            .anyMatch(artifact -> classifier.equals(artifact.getClassifier()));
    if (!attached) {
      projectHelper.attachArtifact(project, TYPE, classifier, deb.toFile());
    }
  }
}
