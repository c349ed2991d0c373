package io.github.djangodeb.build;

import io.github.djangodeb.django.ProjectFacts;
import io.github.djangodeb.name.SiteNames;
import io.github.djangodeb.site.AsgiServer;
import io.github.djangodeb.site.ServerInterface;
import java.util.Optional;

/** Tells what serves a site and why, and of an application that could not be loaded for it. */
final class ServerReport {
  private final SiteNames names;
  private final Optional<ServerInterface> wanted;
  private final ProjectFacts facts;
  private final BuildEvents.SiteEvents events;

  /**
   * @param wanted what the pom says
   */
  ServerReport(
      SiteNames names,
      Optional<ServerInterface> wanted,
      ProjectFacts facts,
      BuildEvents.SiteEvents events) {
    this.names = names;
    this.wanted = wanted;
    this.facts = facts;
    this.events = events;
  }

  /**
   * @param server of ASGI; nothing if gunicorn serves by WSGI
   */
  void tell(Optional<AsgiServer> server) {
    String name = server.map(AsgiServer::toString).orElse("gunicorn");
    ServerInterface by = server.isPresent() ? ServerInterface.ASGI : ServerInterface.WSGI;
    String kind = by == ServerInterface.ASGI ? "ASGI" : "WSGI";
    events.chosen(names, "server " + name + " (" + kind + "), as " + reason());
    // Of the application that nobody runs nobody needs to hear.
    String application =
        by == ServerInterface.ASGI ? facts.asgiApplication() : facts.wsgiApplication();
    String fault = by == ServerInterface.ASGI ? facts.asgiFault() : facts.wsgiFault();
    if (!fault.isEmpty()) {
      events.applicationFailed(
          kind, application.isEmpty() ? "of Django itself" : application, fault);
    }
  }

  private String reason() {
    if (wanted.isPresent()) {
      return "<server> says";
    }
    Optional<AsgiServer> possible = AsgiServer.among(facts.distributions());
    if (facts.asgiApplication().isEmpty()) {
      return "the settings have no ASGI_APPLICATION"
          + possible.map(asgi -> "; with <server>asgi</server> it is " + asgi).orElse("");
    }
    return "the settings have ASGI_APPLICATION"
        + (possible.isPresent() ? "" : ", but the virtualenv has neither uvicorn nor daphne");
  }
}
