package io.github.djangodeb.build;

import io.github.djangodeb.django.ProjectFacts;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.site.DatabaseMode;
import java.util.Optional;

/** Which database a site gets, if the pom does not say. */
final class DatabaseChoice {
  private static final String[] DRIVERS = {"psycopg2", "psycopg2-binary", "psycopg"};

  private DatabaseChoice() {}

  /**
   * The database that the pom wants, or else the one that the project can use: PostgreSQL if its
   * driver is in the virtualenv, a file if the project uses SQLite, none if it has no database.
   *
   * @throws BuildFailure the user's, if PostgreSQL is wanted and there is no driver for it
   */
  static DatabaseMode of(Optional<DatabaseMode> wanted, ProjectFacts facts) throws BuildFailure {
    boolean driver = facts.hasAnyOf(DRIVERS);
    if (wanted.filter(mode -> mode == DatabaseMode.POSTGRESQL).isPresent() && !driver) {
      throw BuildFailure.ofUser(
          "<database> is \"postgresql\", and the virtualenv has no driver for it."
              + " Add a line \"psycopg2\" or \"psycopg\" to requirements.txt.");
    }
    if (wanted.isPresent()) {
      return wanted.get();
    }
    if (facts.databaseEngine().isEmpty()) {
      return DatabaseMode.OFF;
    }
    if (driver) {
      return DatabaseMode.POSTGRESQL;
    }
    return facts.databaseEngine().contains("sqlite") ? DatabaseMode.SQLITE : DatabaseMode.OFF;
  }
}
