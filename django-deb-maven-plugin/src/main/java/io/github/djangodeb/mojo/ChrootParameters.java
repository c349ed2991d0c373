package io.github.djangodeb.mojo;

import java.io.File;
import java.util.List;
import org.apache.maven.plugins.annotations.Parameter;

/** The parameters of the build chroot, and of what builds keep. */
abstract class ChrootParameters extends PackageParameters {
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
}
