package io.github.djangodeb.build;

import io.github.djangodeb.django.ProjectFacts;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.site.DatabaseMode;
import java.util.Optional;

/** Which database a site gets, if the pom does not say. */
final class DatabaseChoice {
  private static final String[] DRIVERS = {"psycopg2", "psycopg2-binary", "psycopg"};

  /** Drivers of databases that are not set up here: then SQLite is hardly what is meant. */
  private static final String[] OTHER_DRIVERS = {
    "mysqlclient", "pymysql", "mariadb", "oracledb", "cx-oracle", "mssql-django"
  };

  private DatabaseChoice() {}

  /**
   * The database that the pom wants, or else the one that the project can use: PostgreSQL if its
   * driver is in the virtualenv, a file if the project uses SQLite, none if it has no database.
   *
   * @throws BuildFailure the user's, if PostgreSQL is wanted and there is no driver for it, or if
   *     it cannot be told
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
    if (!facts.databaseEngine().contains("sqlite")) {
      return DatabaseMode.OFF;
    }
    if (facts.hasAnyOf(OTHER_DRIVERS)) {
      throw BuildFailure.ofUser(
          "Which database the site has cannot be told: the virtualenv has a driver for another one,"
              + " but the settings name SQLite while they are packaged. Say it with <database>:"
              + " \"off\" for what the project's settings say on the host, or \"sqlite\".");
    }
    return DatabaseMode.SQLITE;
  }
}
