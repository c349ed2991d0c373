package io.github.djangodeb.build;

import io.github.djangodeb.django.ProjectFacts;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.requirements.RequirementsFile;
import io.github.djangodeb.site.AsgiServer;
import io.github.djangodeb.site.ServerInterface;
import java.util.Optional;

/** What serves a project: gunicorn by WSGI, or a server of ASGI. */
final class ServerChoice {
  private ServerChoice() {}

  /**
   * The server of ASGI that the pom wants, or else the one that the project is made for: it names
   * an ASGI application and the virtualenv can serve one. Nothing for WSGI.
   *
   * @param file where servers are required
   * @throws BuildFailure the user's, if ASGI is wanted and there is no server for it
   */
  static Optional<AsgiServer> of(
      Optional<ServerInterface> wanted, ProjectFacts facts, RequirementsFile file)
      throws BuildFailure {
    Optional<AsgiServer> server = AsgiServer.among(facts.distributions());
    if (wanted.isEmpty()) {
      return facts.asgiApplication().isEmpty() ? Optional.empty() : server;
    }
    if (wanted.get() == ServerInterface.WSGI) {
      return Optional.empty();
    }
    if (server.isEmpty()) {
      throw BuildFailure.ofUser(
          "<server> is \"asgi\", and the virtualenv has no server for it. "
              + file.add("\"uvicorn\"")
              + ", and \"websockets\" too if the project has WebSockets.");
    }
    return server;
  }
}
