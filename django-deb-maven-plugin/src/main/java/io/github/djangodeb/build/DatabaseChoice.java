package io.github.djangodeb.build;

import io.github.djangodeb.django.ProjectFacts;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.requirements.RequirementsFile;
import io.github.djangodeb.site.DatabaseMode;
import java.util.Optional;

/** Which database a site gets, if the pom does not say. */
final class DatabaseChoice {
  /** The variable that the host names the database by. */
  static final String VARIABLE = "DATABASE_URL";

  private static final String[] DRIVERS = {"psycopg2", "psycopg2-binary", "psycopg"};

  private static final String TO_ADD = "\"psycopg2\" or \"psycopg\"";

  /** Drivers of databases that are not set up here: then SQLite is hardly what is meant. */
  private static final String[] OTHER_DRIVERS = {
    "mysqlclient", "pymysql", "mariadb", "oracledb", "cx-oracle", "mssql-django"
  };

  private DatabaseChoice() {}

  /**
   * The database that the pom wants, or else the one that the project can use: PostgreSQL if its
   * driver is in the virtualenv, a file if the project uses SQLite, none if it has no database.
   *
   * @param file where drivers are required
   * @throws BuildFailure the user's, if PostgreSQL is wanted and there is no driver for it, or if
   *     it cannot be told
   */
  static DatabaseMode of(Optional<DatabaseMode> wanted, ProjectFacts facts, RequirementsFile file)
      throws BuildFailure {
    boolean driver = facts.hasAnyOf(DRIVERS);
    if (wanted.filter(mode -> mode == DatabaseMode.POSTGRESQL).isPresent() && !driver) {
      throw BuildFailure.ofUser(
          "<database> is \"postgresql\", and the virtualenv has no driver for it. "
              + file.add(TO_ADD)
              + ".");
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
    if (facts.reads(VARIABLE)) {
      throw BuildFailure.ofUser(
          "Which database the site has cannot be told: the settings read "
              + VARIABLE
              + ", and the virtualenv has no driver of PostgreSQL. "
              + file.add(TO_ADD)
              + ", or say <database>sqlite</database>.");
    }
    return DatabaseMode.SQLITE;
  }

  /** Why it is that one, where the pom does not say. */
  static String reason(DatabaseMode database, ProjectFacts facts) {
    if (facts.databaseEngine().isEmpty()) {
      return "the project has no default database";
    }
    String engine = "the project's settings name " + facts.databaseEngine();
    if (database != DatabaseMode.POSTGRESQL) {
      return engine;
    }
    return facts.reads(VARIABLE)
        ? "the settings read " + VARIABLE + " and the virtualenv has its driver"
        : "the virtualenv has its driver (" + engine + " while they are packaged)";
  }
}
