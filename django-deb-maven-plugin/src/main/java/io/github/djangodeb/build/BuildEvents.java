package io.github.djangodeb.build;

import io.github.djangodeb.cache.CacheEvents;
import io.github.djangodeb.chroot.ChrootEvents;
import io.github.djangodeb.django.ProjectFacts;
import io.github.djangodeb.env.EnvEvents;
import io.github.djangodeb.git.GitEvents;
import io.github.djangodeb.name.SiteNames;
import io.github.djangodeb.src.SrcEvents;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What whoever watches the build is told; one listener per package of this plugin.
 *
 * @param chroot of chroots
 * @param cache of the cache
 * @param git of repositories
 * @param src of the source's package
 * @param env of the virtualenv's package
 * @param site of the site's package
 */
public record BuildEvents(
    ChrootEvents chroot,
    CacheEvents cache,
    GitEvents git,
    SrcEvents src,
    EnvEvents env,
    SiteEvents site) {
  /** What building the site's package tells. */
  public interface SiteEvents {
    /** The commit that is packaged, and the Django project in it. */
    void found(String commit, boolean committed, String folder, String settings);

    /** The package of a site is being built. */
    void building(SiteNames names);

    /** The project's settings were imported and its static files collected. */
    void collected(String django, ProjectFacts.StaticFiles staticFiles, Duration took);

    /** Something was found out for a site that the user may want otherwise: a whole sentence. */
    void chosen(SiteNames names, String sentence);

    /** A site is packaged as it was asked for, and that may not be meant: a whole sentence. */
    void doubtful(SiteNames names, String sentence);

    /**
     * The application that will be served could not be loaded while the site was packaged.
     *
     * @param kind WSGI or ASGI
     * @param why the exception
     */
    void applicationFailed(String kind, String application, String why);

    /** The package is written. */
    void built(Path deb, Duration took);

    /** The package was found ready. */
    void reused(Path deb);

    /** What the build made lies in these files. */
    void placed(List<Path> debs);

    /** A goal has ended, well or not: no step of it goes on. */
    void ended();
  }
}
