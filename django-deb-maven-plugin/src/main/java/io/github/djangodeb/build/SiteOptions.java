package io.github.djangodeb.build;

import io.github.djangodeb.site.MigratePolicy;
import io.github.djangodeb.site.SettingsPart;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the pom says about the Django project and its site; what it leaves open is found out.
 *
 * @param settings the settings module
 * @param projectDirectory the folder of manage.py, relative to the packaged source
 * @param web how the site is served
 * @param services what it needs of its host
 * @param celery its workers
 * @param migrate what an upgrade does about pending migrations
 * @param provided which parts of the settings the host provides
 */
public record SiteOptions(
    Optional<String> settings,
    Optional<String> projectDirectory,
    WebOptions web,
    ServiceOptions services,
    CeleryOptions celery,
    MigratePolicy migrate,
    SortedSet<SettingsPart> provided) {
  public SiteOptions {
    Objects.requireNonNull(settings);
    Objects.requireNonNull(projectDirectory);
    Objects.requireNonNull(web);
    Objects.requireNonNull(services);
    Objects.requireNonNull(celery);
    Objects.requireNonNull(migrate);
    // In their own order: the text of this record goes into a hash.
    provided = Collections.unmodifiableSortedSet(new TreeSet<>(provided));
  }
}
