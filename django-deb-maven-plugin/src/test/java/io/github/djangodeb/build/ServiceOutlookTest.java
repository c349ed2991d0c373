package io.github.djangodeb.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djangodeb.site.DatabaseMode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServiceOutlookTest {
  private static List<String> parts(SiteOptions options, String... projects) {
    return new ServiceOutlook(
            options.web(),
            options.services(),
            options.celery(),
            Set.of(projects)::contains,
            "the virtualenv")
        .parts();
  }

  @Test
  void partsWhenThePomSaysNothingTellWhatTheVirtualenvCanUse() {
    assertThat(parts(SiteOptions.DEFAULT, "psycopg", "celery", "uvicorn", "redis"))
        .containsExactly(
            "server asgi (uvicorn) if the settings have ASGI_APPLICATION, else wsgi",
            "database postgresql, as the virtualenv has psycopg",
            "workers if the project has a Celery application",
            "with workers the queue that the settings name",
            "cache memcached or redis, as the settings say; the virtualenv has redis");
    assertThat(parts(SiteOptions.DEFAULT))
        .containsExactly(
            "server wsgi, as the virtualenv has neither uvicorn nor daphne",
            "the database that the settings say, as the virtualenv has no psycopg",
            "no workers, as the virtualenv has no celery",
            "no queue",
            "no cache, as the virtualenv has no client of one");
  }

  @Test
  void partsWhenThePomSaysThemNameTheElement() {
    List<String> parts =
        new ServiceOutlook(
                SiteOptions.DEFAULT.web(),
                new ServiceOptions(
                    Optional.of(DatabaseMode.EXTERNAL), Optional.empty(), Optional.empty()),
                new CeleryOptions(
                    Optional.of(false), Optional.empty(), List.of(), 0, Optional.empty()),
                Set.of("celery")::contains,
                "the virtualenv")
            .parts();
    assertThat(parts)
        .contains(
            "database external, as <database> says", "no workers, as <workers> says", "no queue");
  }
}
