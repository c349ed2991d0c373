package io.github.djangodeb.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.django.ProjectFacts;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.site.DatabaseMode;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseChoiceTest {
  private static final String SQLITE = "django.db.backends.sqlite3";

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
    assertThat(DatabaseChoice.of(Optional.empty(), facts(driver, engine))).isEqualTo(expected);
  }

  /**
   * Settings that read DATABASE_URL name SQLite while they are packaged, whatever they will name.
   */
  @Test
  void ofWhenAnotherDriverIsThereAndTheSettingsNameSqliteAsks() {
    assertThatThrownBy(() -> DatabaseChoice.of(Optional.empty(), facts("mysqlclient", SQLITE)))
        .hasMessageContaining("Say it with <database>");
  }

  @Test
  void ofWhenThePomSaysTakesThat() throws BuildFailure {
    assertThat(DatabaseChoice.of(Optional.of(DatabaseMode.OFF), facts("psycopg2", SQLITE)))
        .isEqualTo(DatabaseMode.OFF);
  }

  @Test
  void ofWhenPostgresqlIsWantedWithoutADriverSaysWhichLineToAdd() {
    assertThatThrownBy(
            () -> DatabaseChoice.of(Optional.of(DatabaseMode.POSTGRESQL), facts("django", SQLITE)))
        .hasMessage(
            "<database> is \"postgresql\", and the virtualenv has no driver for it."
                + " Add a line \"psycopg2\" or \"psycopg\" to requirements.txt.");
  }

  private static ProjectFacts facts(String distribution, String engine) {
    Facts facts = new Facts();
    facts.databaseEngine = engine;
    facts.distributions = Set.of(distribution);
    return facts.facts();
  }
}
