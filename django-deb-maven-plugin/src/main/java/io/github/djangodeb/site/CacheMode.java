package io.github.djangodeb.site;

import java.util.Locale;

/** Which cache a site has. */
public enum CacheMode {
  /** A memcached of the site's own on its host. */
  MEMCACHED,
  /** A Redis of the site's own on its host. */
  REDIS,
  /** One that others run; its address is given on the host. */
  EXTERNAL,
  /** What the project's settings say, untouched. */
  OFF;

  /**
   * The mode of that name, in lower case.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static CacheMode ofName(String name) {
    return Choice.of(name, values(), "kind of cache");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
