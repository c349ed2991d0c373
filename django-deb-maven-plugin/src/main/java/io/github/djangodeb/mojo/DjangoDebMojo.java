package io.github.djangodeb.mojo;

import io.github.djangodeb.apt.GpgKey;
import io.github.djangodeb.build.Build;
import io.github.djangodeb.build.BuiltPackage;
import io.github.djangodeb.cache.CacheLock;
import io.github.djangodeb.failure.BuildFailure;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.apache.maven.project.MavenProjectHelper;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.eclipse.aether.RepositorySystem;

/** The parameters, which all goals share: each of them may need what an earlier one makes. */
abstract class DjangoDebMojo extends AbstractMojo {
  private static final String TYPE = "deb";

  /** The type of the records of builds. */
  static final String RECORD = "buildinfo";

  @Parameter(defaultValue = "${project}", readonly = true, required = true)
  MavenProject project;

  @Parameter(defaultValue = "${session}", readonly = true, required = true)
  MavenSession session;

  @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
  MojoExecution execution;

  @Inject MavenProjectHelper projectHelper;

  @Inject SettingsDecrypter decrypter;

  @Inject RepositorySystem repositorySystem;

  /**
   * The name that all packages, paths, users and services of the site begin with: lower case
   * letters, digits and inner hyphens. For example {@code shop}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.name", defaultValue = "${project.artifactId}")
  String name;

  /**
   * The name of the only site that is packaged, if the project has others (tenants) that are
   * packaged elsewhere; {@link #variants} packages several. For example {@code berlin}. By default
   * the site has none.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.variant")
  String variant;

  /** What {@link #setVariants} read. */
  List<Variant> variants;

  VariantElements variantElements;

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
   * The site's message broker: {@code rabbitmq} for a virtual host and user of its own in the
   * host's RabbitMQ, {@code redis} for a Redis of its own, {@code external} for one elsewhere whose
   * address an administrator puts into {@code secrets/broker_url} on the host, {@code off} for what
   * the project's settings say. By default {@code auto}: if the site has workers, the kind that the
   * project's own settings name, {@code rabbitmq} if they name none; else {@code off}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.queue", defaultValue = "auto")
  String queue;

  /**
   * The site's cache: {@code memcached} or {@code redis} for one of its own on the host, reachable
   * by the site alone; {@code external} for one elsewhere whose address an administrator puts into
   * {@code secrets/cache_url} on the host; {@code off} for what the project's settings say. By
   * default {@code auto}: the kind that the project's settings name; {@code memcached} if they name
   * none and the virtualenv has pymemcache or pylibmc; else {@code off}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.cache", defaultValue = "auto")
  String cache;

  /**
   * Whether the site has Celery workers: {@code on}, {@code off} or, by default, {@code auto}: if
   * Celery is in the virtualenv and the project has an application of it.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.workers", defaultValue = "auto")
  String workers;

  /**
   * The module of the Celery application, as {@code celery --app} takes it. By default the one that
   * is found in the packages around the settings module. For example {@code shop.celery:app}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.celeryApp")
  String celeryApp;

  /**
   * The queues that the workers take tasks from. By default those of the application.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.celeryQueues")
  List<String> celeryQueues;

  /**
   * How many processes take tasks; 0 for one for each processor of the host.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.celeryConcurrency", defaultValue = "0")
  Integer celeryConcurrency;

  /**
   * Whether Celery's beat sends the periodic tasks: {@code on}, {@code off} or, by default, {@code
   * auto}: if the application has a schedule, or django-celery-beat is in the virtualenv. One host
   * alone sends them, at any moment one process.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.beat", defaultValue = "auto")
  String beat;

  /**
   * The memory that all processes of the site may take together, its own cache and queue included;
   * at more the kernel ends some of them. As systemd writes it (MemoryMax=): bytes with {@code K},
   * {@code M}, {@code G} or {@code T}, a share of the host's memory, or {@code infinity}. During an
   * upgrade two releases share it. An administrator may change this, and the three that follow, on
   * the host. By default {@code 80%}. For example {@code 2G}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.memoryMax")
  String memoryMax;

  /**
   * The memory from which on the site is slowed down, and has to give some back, before it reaches
   * {@link #memoryMax} (MemoryHigh=). By default there is no such limit. For example {@code 1536M}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.memoryHigh")
  String memoryHigh;

  /**
   * The time of processors that the site may take, in percent of one of them (CPUQuota=): {@code
   * 50%} is half of one, {@code 200%} two. By default {@code infinity}, all that there are.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.cpuQuota")
  String cpuQuota;

  /**
   * How many processes and threads the site may have (TasksMax=): a number, a share of what the
   * host can have, or {@code infinity}. By default {@code 4096}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.tasksMax")
  String tasksMax;

  /**
   * How many releases the host keeps for going back, the one that serves among them: their code is
   * safe from {@code apt-get autoremove}, and {@code rollback} finds them. Whatever has served
   * within the last day stays besides. An administrator may change it on the host. By default
   * {@code 2}. For example {@code 5}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.keepReleases", defaultValue = "2")
  String keepReleases;

  /**
   * Parts of the settings in which the project's own values hold, and not those of the host, out of
   * {@code debug}, {@code secretKey}, {@code allowedHosts}, {@code proxy}, {@code https}, {@code
   * databases}, {@code caches}, {@code celery}, {@code static}, {@code media}, {@code templates}
   * and {@code logging}. By default the host provides all.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.keepSettings")
  List<String> keepSettings;

  /**
   * A folder of templates, relative to the pom's, that replace those of the project. They are
   * packaged as they lie there; an administrator can replace them in turn, in {@code templates} of
   * the site's configuration. For example {@code berlin/templates}. By default there are none.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.templates")
  String templates;

  /**
   * A file of nginx directives, relative to the pom's folder, that are added to the site's server.
   * It is configuration on the host, which an administrator may change, and nginx judges it there:
   * with a mistake in it nginx goes on with what it had before, and a first installation is not
   * enabled. For example {@code berlin/nginx.conf}. By default there is none.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.nginxAdditions")
  String nginxAdditions;

  /**
   * The Debian release that packages are built for: {@code bookworm} or {@code trixie}. {@code
   * forky} is taken too, but no test has built for it yet.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.suite", defaultValue = "trixie")
  String suite;

  /**
   * The Debian architecture that packages are built for. By default this machine's. For example
   * {@code arm64}: another than this machine's needs {@code arch-test} and {@code qemu-user-static}
   * on it, and takes several times as long.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.architecture")
  String architecture;

  /**
   * How the build chroot is made and entered: {@code unshare} in namespaces, {@code schroot} in a
   * chroot that an administrator made with the goal {@code chroot}, {@code host} on this machine
   * itself, which has to be a container of the suite. By default {@code auto}: the first of these
   * that works here.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.engine", defaultValue = "auto")
  String engine;

  /**
   * Where an administrator makes the chroots of the engine {@code schroot}. Builds need not name
   * it.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.chrootDirectory", defaultValue = "/srv/chroot/django-deb")
  File chrootDirectory;

  /**
   * Debian packages that the chroot of the engine {@code schroot} has from the start, so that
   * builds need not install them each time. For example {@code gcc,libpq-dev}. By default none but
   * those that every chroot has.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.chrootPackages")
  List<String> chrootPackages;

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
   * pypi.example.org} or {@code pypi.example.org:8443}. For example {@code nexus}.
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
   * The time of the files in the packages of the source and the sites: an ISO 8601 date and time
   * with an offset, or seconds since 1970. By default the property {@code
   * project.build.outputTimestamp}, and without that the commit's time. What versions of packages
   * are made of is the commit's time all the same. With another one for each release browsers see
   * that static files have changed. For example {@code 2026-11-23T10:15:00Z}.
   *
   * @since 0.1.0
   */
  @Parameter(
      property = "django-deb.outputTimestamp",
      defaultValue = "${project.build.outputTimestamp}")
  String outputTimestamp;

  /**
   * Whether the virtualenv is looked for in the repository that the project's releases are deployed
   * to, before it is built, and put there by {@code mvn deploy} if it is missing. It then lies
   * there as an artifact of its own, under the project's groupId and the package's name.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.shareEnv", defaultValue = "true")
  boolean shareEnv;

  /**
   * The key that signs, as gpg names it: a fingerprint, or an address. With it the records of
   * builds ({@code .buildinfo}) are signed too. By default they are not, and an apt repository is
   * with the only secret key that gpg has.
   *
   * @since 0.1.0
   */
  @Parameter(property = "gpg.keyname")
  String keyname;

  /**
   * The {@code <server>} of settings.xml that has the key's passphrase, as {@code <passphrase>}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "gpg.passphraseServerId", defaultValue = "gpg.passphrase")
  String passphraseServerId;

  /**
   * The environment variable that has the key's passphrase; it comes before settings.xml. Without
   * either, gpg's agent is asked.
   *
   * @since 0.1.0
   */
  @Parameter(property = "gpg.passphraseEnvName", defaultValue = "MAVEN_GPG_PASSPHRASE")
  String passphraseEnvName;

  /**
   * gpg's folder. By default the user's own.
   *
   * @since 0.1.0
   */
  @Parameter(property = "gpg.homedir")
  File homedir;

  /**
   * The program that signs.
   *
   * @since 0.1.0
   */
  @Parameter(property = "gpg.executable", defaultValue = "gpg")
  String gpgExecutable;

  /**
   * Whether the goal does nothing.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.skip", defaultValue = "false")
  boolean skip;

  /**
   * Several sites of the project (tenants), each with its own package, user, database and
   * configuration over the same virtualenv and source. Each {@code <variant>} has a {@code <name>}
   * and what it wants otherwise than the goal's own parameters say, out of {@code settings}, {@code
   * serverNames}, {@code healthPath}, {@code server}, {@code tls} and what goes with it, {@code
   * uploadSize}, {@code migrate}, {@code database}, {@code queue}, {@code cache}, {@code workers},
   * {@code beat}, {@code celeryApp}, {@code celeryQueues}, {@code celeryConcurrency}, {@code
   * memoryMax}, {@code memoryHigh}, {@code cpuQuota}, {@code tasksMax}, {@code keepReleases},
   * {@code keepSettings}, {@code templates} and {@code nginxAdditions}. For example {@code
   * <variant><name>berlin</name><settings>shop.berlin</settings></variant>}. By default there is
   * one site: {@link #variant}.
   *
   * @since 0.1.0
   */
  // Not final, or Maven could not call it: javac makes it accessible in the goals' own classes.
  @Parameter
  public void setVariants(PlexusConfiguration variants) {
    this.variantElements = new VariantElements(variants);
    this.variants = variantElements.variants();
  }

  @Override
  public final void execute() throws MojoExecutionException, MojoFailureException {
    if (skip) {
      getLog().info("Nothing done: <skip> (django-deb.skip) is true.");
      return;
    }
    try (Build build = build()) {
      CacheLock alone = build.alone();
      try {
        run(build);
      } finally {
        alone.close();
      }
    } catch (BuildFailure failure) {
      throw mapped(failure);
    }
  }

  /** As Maven tells it: the user's failure is thrown, the machine's is to be thrown. */
  static MojoExecutionException mapped(BuildFailure failure) throws MojoFailureException {
    if (failure.isUsers()) {
      throw new MojoFailureException(failure.getMessage(), failure);
    }
    return new MojoExecutionException(failure.getMessage(), failure);
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

  /** Makes a package and its record two of the project's artifacts. */
  final void attach(String classifier, BuiltPackage built) {
    attach(TYPE, classifier, built.deb());
    attach(RECORD, classifier, built.buildInfo());
  }

  /**
   * Makes a file one of the project's artifacts, unless an earlier goal has.
   *
   * @param classifier empty for what belongs to the project's own artifact
   */
  final void attach(String type, String classifier, Path file) {
    boolean attached =
        project.getAttachedArtifacts().stream()
            .filter(artifact -> type.equals(artifact.getType()))
            .anyMatch(
                artifact ->
                    classifier.equals(Objects.requireNonNullElse(artifact.getClassifier(), "")));
    if (!attached) {
      projectHelper.attachArtifact(
          project, type, classifier.isEmpty() ? null : classifier, file.toFile());
    }
  }
}
