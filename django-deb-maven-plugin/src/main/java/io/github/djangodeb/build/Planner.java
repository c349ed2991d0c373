package io.github.djangodeb.build;

import io.github.djangodeb.build.Plan.Item;
import io.github.djangodeb.build.Plan.Whence;
import io.github.djangodeb.cache.PackageCache;
import io.github.djangodeb.env.EnvOutlook;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.requirements.Requirements;
import io.github.djangodeb.src.SrcRequest;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/** Puts together what a build would do, out of what its parts would. */
final class Planner {
  private final BuildRequest request;
  private final Source source;
  private final PackageCache packages;

  /**
   * @param packages those that builds have made
   */
  Planner(BuildRequest request, Source source, PackageCache packages) {
    this.request = request;
    this.source = source;
    this.packages = packages;
  }

  Item env(EnvOutlook env) {
    Whence otherwise =
        switch (env.elsewhere()) {
          case NOWHERE -> Whence.BUILD;
          case LOCAL_REPOSITORY -> Whence.LOCAL_REPOSITORY;
          case REPOSITORY -> Whence.REPOSITORY;
        };
    return item(env.fileName(), env.cached() ? Whence.CACHE : otherwise);
  }

  Item src(SrcRequest src, boolean built) {
    return item(src.fileName(), built ? Whence.CACHE : Whence.BUILD);
  }

  /**
   * The sites.
   *
   * @param relations Debian relations that the two other packages need where they run
   */
  List<Plan.Site> sites(
      Item src, EnvOutlook env, Requirements requirements, SortedSet<String> relations)
      throws BuildFailure {
    List<Plan.Site> sites = new ArrayList<>();
    for (SiteRequest site : request.sites()) {
      SiteKey key =
          SiteKey.of(request, source, List.of(src.fileName(), env.fileName()), relations, site);
      boolean built = packages.find(key.fileNames(), key.text()).isPresent();
      sites.add(
          new Plan.Site(
              site,
              item(key.fileName(), built ? Whence.CACHE : Whence.BUILD),
              services(site, env, requirements).parts()));
    }
    return sites;
  }

  /** The virtualenv tells more than its requirements, which name not all that they require. */
  private static ServiceOutlook services(
      SiteRequest site, EnvOutlook env, Requirements requirements) {
    SiteOptions options = site.options();
    return new ServiceOutlook(
        options.web(),
        options.services(),
        options.celery(),
        project -> env.facts().map(facts -> facts.has(project)).orElse(requirements.names(project)),
        env.facts().isPresent() ? "the virtualenv" : requirements.file());
  }

  private Item item(String fileName, Whence whence) {
    boolean placed = Files.isRegularFile(request.packaging().target().resolve(fileName));
    return new Item(fileName, whence, placed);
  }
}
