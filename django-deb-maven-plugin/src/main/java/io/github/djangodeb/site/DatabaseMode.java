package io.github.djangodeb.site;

import java.util.Locale;

/** Which database a site has. */
public enum DatabaseMode {
  /** PostgreSQL on the site's host, set up by the package. */
  POSTGRESQL,
  /** A file among the site's data. */
  SQLITE,
  /** One that others run; its address is given on the host. */
  EXTERNAL,
  /** What the project's settings say, untouched. */
  OFF;

  /**
   * The mode of that name, in lower case.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static DatabaseMode ofName(String name) {
    return Choice.of(name, values(), "kind of database");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
