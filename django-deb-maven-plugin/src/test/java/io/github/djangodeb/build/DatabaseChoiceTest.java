package io.github.djangodeb.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.django.ProjectFacts;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.requirements.RequirementsFile;
import io.github.djangodeb.site.DatabaseMode;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseChoiceTest {
  private static final String SQLITE = "django.db.backends.sqlite3";
  private static final RequirementsFile FILE = new RequirementsFile("deploy/production.txt", false);

  @ParameterizedTest
  @CsvSource({
    "psycopg2, django.db.backends.sqlite3, POSTGRESQL",
    "psycopg, django.db.backends.postgresql, POSTGRESQL",
    "psycopg2-binary, django.contrib.gis.db.backends.postgis, POSTGRESQL",
    "django-environ, django.db.backends.sqlite3, SQLITE",
    "mysqlclient, django.db.backends.mysql, OFF",
    "psycopg2, '', OFF"
  })
  void ofWhenThePomLeavesItOpenTakesWhatTheProjectCanUse(
      String driver, String engine, DatabaseMode expected) throws BuildFailure {
    assertThat(DatabaseChoice.of(Optional.empty(), facts(driver, engine), FILE))
        .isEqualTo(expected);
  }

  /**
   * Settings that read DATABASE_URL name SQLite while they are packaged, whatever they will name.
   */
  @Test
  void ofWhenAnotherDriverIsThereAndTheSettingsNameSqliteAsks() {
    assertThatThrownBy(
            () -> DatabaseChoice.of(Optional.empty(), facts("mysqlclient", SQLITE), FILE))
        .hasMessageContaining("Say it with <database>");
  }

  @Test
  void ofWhenThePomSaysTakesThat() throws BuildFailure {
    assertThat(DatabaseChoice.of(Optional.of(DatabaseMode.OFF), facts("psycopg2", SQLITE), FILE))
        .isEqualTo(DatabaseMode.OFF);
  }

  @Test
  void ofWhenPostgresqlIsWantedWithoutADriverSaysWhichLineToAdd() {
    assertThatThrownBy(
            () ->
                DatabaseChoice.of(
                    Optional.of(DatabaseMode.POSTGRESQL), facts("django", SQLITE), FILE))
        .hasMessage(
            "<database> is \"postgresql\", and the virtualenv has no driver for it."
                + " Add a line \"psycopg2\" or \"psycopg\" to deploy/production.txt.");
  }

  @Test
  void ofWhenTheSettingsReadItsAddressAndNoDriverIsThereAsks() {
    Facts facts = new Facts();
    facts.databaseEngine = SQLITE;
    facts.distributions = Set.of("django-environ");
    facts.fromEnvironment = Set.of("DATABASE_URL");
    assertThatThrownBy(() -> DatabaseChoice.of(Optional.empty(), facts.facts(), FILE))
        .hasMessage(
            "Which database the site has cannot be told: the settings read DATABASE_URL, and the"
                + " virtualenv has no driver of PostgreSQL. Add a line \"psycopg2\" or \"psycopg\""
                + " to deploy/production.txt, or say <database>sqlite</database>.");
  }

  @Test
  void reasonWhenTheSettingsReadTheAddressNamesNoEngineOfTheBuilds() {
    Facts facts = new Facts();
    facts.databaseEngine = SQLITE;
    assertThat(DatabaseChoice.reason(DatabaseMode.POSTGRESQL, facts.facts()))
        .isEqualTo(
            "the virtualenv has its driver (the project's settings name"
                + " django.db.backends.sqlite3 while they are packaged)");
    facts.fromEnvironment = Set.of("DATABASE_URL");
    assertThat(DatabaseChoice.reason(DatabaseMode.POSTGRESQL, facts.facts()))
        .isEqualTo("the settings read DATABASE_URL and the virtualenv has its driver");
  }

  private static ProjectFacts facts(String distribution, String engine) {
    Facts facts = new Facts();
    facts.databaseEngine = engine;
    facts.distributions = Set.of(distribution);
    return facts.facts();
  }
}
