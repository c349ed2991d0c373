package io.github.djangodeb.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.django.ProjectFacts;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.requirements.RequirementsFile;
import io.github.djangodeb.site.AsgiServer;
import io.github.djangodeb.site.ServerInterface;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerChoiceTest {
  private static final RequirementsFile FILE = new RequirementsFile("deploy/production.txt", false);

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
    assertThat(ServerChoice.of(Optional.empty(), facts(application, distributions), FILE))
        .isEqualTo(Optional.ofNullable(server));
  }

  @Test
  void ofWhenThePomSaysIsThat() throws BuildFailure {
    assertThat(
            ServerChoice.of(
                Optional.of(ServerInterface.WSGI), facts("shop.asgi.application", "uvicorn"), FILE))
        .isEmpty();
    assertThat(ServerChoice.of(Optional.of(ServerInterface.ASGI), facts("", "uvicorn"), FILE))
        .contains(AsgiServer.UVICORN);
  }

  @Test
  void ofWhenAsgiIsWantedAndNothingServesItRefuses() {
    assertThatThrownBy(
            () -> ServerChoice.of(Optional.of(ServerInterface.ASGI), facts("", "gunicorn"), FILE))
        .isInstanceOfSatisfying(
            BuildFailure.class, failure -> assertThat(failure.isUsers()).isTrue())
        .hasMessageContaining("Add a line \"uvicorn\" to deploy/production.txt");
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
        "",
        false,
        Set.of(),
        ProjectFacts.StaticFiles.OFF,
        Set.of(distributions.split(" ")));
  }
}
