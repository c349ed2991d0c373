package io.github.djangodeb.site;

import io.github.djangodeb.name.SiteNames;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that one site package is made of.
 *
 * @param names the site's names
 * @param maintainer {@code Name <address>}
 * @param homepage an address, or empty
 * @param release which code it brings
 * @param application what of that is run
 * @param web what is served
 * @param services what it needs of its host
 * @param celery its workers, if it has some
 * @param limits how much of its host it may take
 * @param keepReleases how many releases the host keeps for going back
 * @param migrate what an upgrade does about pending migrations
 * @param settings which parts of the settings the host provides
 * @param additions files from beside the pom
 */
public record SiteSpec(
    SiteNames names,
    String maintainer,
    String homepage,
    Release release,
    Application application,
    Web web,
    Services services,
    Optional<Celery> celery,
    Limits limits,
    KeptReleases keepReleases,
    MigratePolicy migrate,
    Set<SettingsPart> settings,
    Additions additions) {
  private static final UrlPath MEDIA = new UrlPath("/media/");

  /**
   * @throws IllegalArgumentException if the values do not go together
   */
  public SiteSpec {
    Objects.requireNonNull(names);
    Objects.requireNonNull(maintainer);
    Objects.requireNonNull(homepage);
    Objects.requireNonNull(release);
    Objects.requireNonNull(application);
    Objects.requireNonNull(web);
    Objects.requireNonNull(services);
    Objects.requireNonNull(celery);
    Objects.requireNonNull(limits);
    Objects.requireNonNull(keepReleases);
    Objects.requireNonNull(migrate);
    settings = Set.copyOf(settings);
    Objects.requireNonNull(additions);
    ReservedNames.check(names);
  }

  boolean provides(SettingsPart part) {
    return settings.contains(part);
  }

  /** Where nginx serves uploads, if it does. */
  Optional<UrlPath> servedMedia() {
    return provides(SettingsPart.MEDIA)
        ? Optional.of(web.mediaUrl().orElse(MEDIA)).filter(path -> !path.isRoot())
        : Optional.empty();
  }
}
