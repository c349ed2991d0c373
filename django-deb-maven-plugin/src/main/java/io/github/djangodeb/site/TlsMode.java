package io.github.djangodeb.site;

import java.util.Locale;

/** How visitors of a site come by HTTPS. */
public enum TlsMode {
  /** Not at all. */
  OFF,
  /** Another machine ends it and passes on. */
  PROXY,
  /** nginx ends it, with a certificate that an administrator looks after. */
  FILES,
  /** nginx ends it, with a certificate that certbot fetches. */
  ACME;

  /**
   * The mode of that name, in lower case.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static TlsMode ofName(String name) {
    return Choice.of(name, values(), "way to HTTPS");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
