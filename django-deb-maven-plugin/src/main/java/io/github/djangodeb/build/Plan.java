package io.github.djangodeb.build;

import io.github.djangodeb.chroot.BaseOutlook;
import io.github.djangodeb.failure.BuildFailure;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a build would do.
 *
 * @param engine how it would come by its chroots
 * @param env the package of the virtualenv
 * @param src the package of the source
 * @param sites those of the sites, in the pom's order
 */
public record Plan(Engine engine, Item env, Item src, List<Site> sites) {
  /** Where a package comes from. */
  public enum Whence {
    CACHE,
    LOCAL_REPOSITORY,
    REPOSITORY,
    BUILD
  }

  /**
   * One package.
   *
   * @param fileName its name by Debian's rule
   * @param whence where it comes from
   * @param placed whether it lies in {@code target/} already
   */
  public record Item(String fileName, Whence whence, boolean placed) {
    public Item {
      Objects.requireNonNull(fileName);
      Objects.requireNonNull(whence);
    }
  }

  /**
   * The package of one site.
   *
   * @param request what was asked for
   * @param item the package
   * @param services what is known of what it would need, each a part of a sentence; what only the
   *     project's settings say is not known
   */
  public record Site(SiteRequest request, Item item, List<String> services) {
    public Site {
      Objects.requireNonNull(request);
      Objects.requireNonNull(item);
      services = List.copyOf(services);
    }
  }

  /**
   * The engine.
   *
   * @param name its name; nothing if none works
   * @param automatic whether it is the first that works, and not the one that was named
   * @param obstacle why none works; else empty
   * @param base what it would do about the base of its chroots, if it has one
   */
  public record Engine(
      Optional<String> name, boolean automatic, String obstacle, Optional<BaseOutlook> base) {
    public Engine {
      Objects.requireNonNull(name);
      Objects.requireNonNull(obstacle);
      Objects.requireNonNull(base);
    }
  }

  public Plan {
    Objects.requireNonNull(engine);
    Objects.requireNonNull(env);
    Objects.requireNonNull(src);
    sites = List.copyOf(sites);
  }

  /** Whether something is built, for which a chroot is needed. */
  public boolean builds() {
    return env.whence() == Whence.BUILD
        || src.whence() == Whence.BUILD
        || sites.stream().anyMatch(site -> site.item().whence() == Whence.BUILD);
  }

  /**
   * Ends as the build would.
   *
   * @param refresh whether the base of the chroots is made anew, though nothing is built
   * @throws BuildFailure if no engine works, and one is needed
   */
  public void requireEngine(boolean refresh) throws BuildFailure {
    if (engine.name().isEmpty() && (refresh || builds())) {
      throw BuildFailure.ofMachine(engine.obstacle());
    }
  }
}
