package io.github.djangodeb.build;

import io.github.djangodeb.site.DatabaseMode;
import io.github.djangodeb.site.HealthPath;
import io.github.djangodeb.site.MigratePolicy;
import io.github.djangodeb.site.ServerName;
import io.github.djangodeb.site.SettingsPart;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the pom says about the Django project and its site; what it leaves open is found out.
 *
 * @param settings the settings module
 * @param projectDirectory the folder of manage.py, relative to the packaged source
 * @param serverNames the names that the site answers to; empty for the host's own
 * @param healthPath the page that proves a release
 * @param migrate what an upgrade does about pending migrations
 * @param database which database the site has
 * @param provided which parts of the settings the host provides
 */
public record SiteOptions(
    Optional<String> settings,
    Optional<String> projectDirectory,
    List<ServerName> serverNames,
    Optional<HealthPath> healthPath,
    MigratePolicy migrate,
    Optional<DatabaseMode> database,
    SortedSet<SettingsPart> provided) {
  public SiteOptions {
    Objects.requireNonNull(settings);
    Objects.requireNonNull(projectDirectory);
    serverNames = List.copyOf(serverNames);
    Objects.requireNonNull(healthPath);
    Objects.requireNonNull(migrate);
    Objects.requireNonNull(database);
    // In their own order: the text of this record goes into a hash.
    provided = Collections.unmodifiableSortedSet(new TreeSet<>(provided));
  }
}
