package io.github.djangodeb.build;

import io.github.djangodeb.site.Additions;
import io.github.djangodeb.site.KeptReleases;
import io.github.djangodeb.site.Limits;
import io.github.djangodeb.site.MigratePolicy;
import io.github.djangodeb.site.SettingsPart;
import io.github.djangodeb.site.UploadSize;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the pom says about one site; what it leaves open is found out.
 *
 * @param settings the settings module
 * @param web how the site is served
 * @param services what it needs of its host
 * @param celery its workers
 * @param limits how much of its host it may take
 * @param keepReleases how many releases the host keeps for going back
 * @param migrate what an upgrade does about pending migrations
 * @param provided which parts of the settings the host provides
 * @param additions files from beside the pom
 */
public record SiteOptions(
    Optional<String> settings,
    WebOptions web,
    ServiceOptions services,
    CeleryOptions celery,
    Limits limits,
    KeptReleases keepReleases,
    MigratePolicy migrate,
    SortedSet<SettingsPart> provided,
    Additions additions) {
  /** Of a pom that says nothing. */
  public static final SiteOptions DEFAULT =
      new SiteOptions(
          Optional.empty(),
          new WebOptions(
              List.of(),
              Optional.empty(),
              TlsOptions.DEFAULT,
              UploadSize.DEFAULT,
              Optional.empty()),
          new ServiceOptions(Optional.empty(), Optional.empty(), Optional.empty()),
          new CeleryOptions(Optional.empty(), Optional.empty(), List.of(), 0, Optional.empty()),
          Limits.DEFAULT,
          KeptReleases.DEFAULT,
          MigratePolicy.OFF,
          new TreeSet<>(EnumSet.allOf(SettingsPart.class)),
          Additions.NONE);

  public SiteOptions {
    Objects.requireNonNull(settings);
    Objects.requireNonNull(web);
    Objects.requireNonNull(services);
    Objects.requireNonNull(celery);
    Objects.requireNonNull(limits);
    Objects.requireNonNull(keepReleases);
    Objects.requireNonNull(migrate);
    // In their own order: the text of this record goes into a hash.
    provided = Collections.unmodifiableSortedSet(new TreeSet<>(provided));
    Objects.requireNonNull(additions);
  }
}
