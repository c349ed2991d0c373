package io.github.djangodeb.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.django.ProjectFacts;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.site.AsgiServer;
import io.github.djangodeb.site.ServerInterface;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerChoiceTest {
  @ParameterizedTest
  @CsvSource({
    "shop.asgi.application, uvicorn, UVICORN",
    "shop.asgi.application, uvicorn uvicorn-worker, UVICORN_WORKER",
    "shop.asgi.application, daphne uvicorn, UVICORN",
    "shop.asgi.application, daphne, DAPHNE",
    "shop.asgi.application, django, ",
    "'', uvicorn, "
  })
  void ofWhenThePomDoesNotSayIsWhatTheProjectIsMadeFor(
      String application, String distributions, AsgiServer server) throws BuildFailure {
    assertThat(ServerChoice.of(Optional.empty(), facts(application, distributions)))
        .isEqualTo(Optional.ofNullable(server));
  }

  @Test
  void ofWhenThePomSaysIsThat() throws BuildFailure {
    assertThat(
            ServerChoice.of(
                Optional.of(ServerInterface.WSGI), facts("shop.asgi.application", "uvicorn")))
        .isEmpty();
    assertThat(ServerChoice.of(Optional.of(ServerInterface.ASGI), facts("", "uvicorn")))
        .contains(AsgiServer.UVICORN);
  }

  @Test
  void ofWhenAsgiIsWantedAndNothingServesItRefuses() {
    assertThatThrownBy(
            () -> ServerChoice.of(Optional.of(ServerInterface.ASGI), facts("", "gunicorn")))
        .isInstanceOfSatisfying(
            BuildFailure.class, failure -> assertThat(failure.isUsers()).isTrue())
        .hasMessageContaining("Add a line \"uvicorn\" to requirements.txt");
  }

  private static ProjectFacts facts(String asgi, String distributions) {
    return new ProjectFacts(
        "4.2.28",
        "",
        "",
        asgi,
        "",
        "",
        "",
        "",
        "",
        "",
        false,
        Set.of(),
        ProjectFacts.StaticFiles.OFF,
        Set.of(distributions.split(" ")));
  }
}
