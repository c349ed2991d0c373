package io.github.djangodeb.mojo;

import java.io.File;
import org.apache.maven.plugins.annotations.Parameter;

/** The parameters of all packages, and of the key that signs. */
abstract class PackageParameters extends GoalMojo {
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
}
