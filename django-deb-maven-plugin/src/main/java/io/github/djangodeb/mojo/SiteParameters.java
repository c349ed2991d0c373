package io.github.djangodeb.mojo;

import java.util.List;
import org.apache.maven.plugins.annotations.Parameter;
import org.codehaus.plexus.configuration.PlexusConfiguration;

/** The parameters of which sites there are, and of what each has of the host. */
abstract class SiteParameters extends WebParameters {
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
   * the project uses that, else {@code off}; it must be said where the settings read {@code
   * DATABASE_URL} and there is no psycopg.
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
   * project's own settings name, {@code rabbitmq} if they name none or read {@code
   * CELERY_BROKER_URL}; else {@code off}.
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
   * none and the virtualenv has pymemcache or pylibmc; where they read {@code CACHE_URL}, what the
   * virtualenv has a client for; else {@code off}.
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
  // Its description is found only where each class between has a method too: so here, at the end.
  @Parameter
  public void setVariants(PlexusConfiguration variants) {
    this.variantElements = new VariantElements(variants);
    this.variants = variantElements.variants();
  }
}
