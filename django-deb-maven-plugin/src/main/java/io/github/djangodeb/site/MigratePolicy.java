package io.github.djangodeb.site;

import java.util.Locale;

/** What an upgrade does about pending migrations. An empty new database always gets its tables. */
public enum MigratePolicy {
  /** It tells about them. */
  OFF,
  /** It is refused. */
  CHECK,
  /** They run before the new release takes over. */
  AUTO;

  /**
   * The policy of that name, in lower case.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static MigratePolicy ofName(String name) {
    return Choice.of(name, values(), "policy for migrations");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
