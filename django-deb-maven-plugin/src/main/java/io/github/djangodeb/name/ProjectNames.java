package io.github.djangodeb.name;

import java.util.Objects;

/**
 * The names of what all sites of a project share: its virtualenvs and its sources.
 *
 * @param name the project
 */
public record ProjectNames(Name name) {
  public ProjectNames {
    Objects.requireNonNull(name);
  }

  /** The package of the virtualenv: {@code shop-env-0123456789ab}. */
  public String envPackage(ContentHash hash) {
    return name + "-env-" + hash;
  }

  /** The package of the source: {@code shop-src-0123456789ab}. */
  public String srcPackage(ContentHash hash) {
    return name + "-src-" + hash;
  }

  /** Where the virtualenv lies: {@code /usr/lib/shop-env/0123456789ab}. */
  public TargetPath envDirectory(ContentHash hash) {
    return new TargetPath("/usr/lib/" + name + "-env/" + hash);
  }

  /** Where the requirements of the virtualenv lie. */
  public TargetPath envShareDirectory(ContentHash hash) {
    return new TargetPath("/usr/share/" + name + "-env/" + hash);
  }

  /** Where the source lies: {@code /usr/lib/shop-src/0123456789ab}. */
  public TargetPath srcDirectory(ContentHash hash) {
    return new TargetPath("/usr/lib/" + name + "-src/" + hash);
  }
}
