package io.github.djangodeb.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djangodeb.name.Name;
import io.github.djangodeb.name.SiteNames;
import io.github.djangodeb.site.AsgiServer;
import io.github.djangodeb.site.ServerInterface;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServerReportTest {
  private final SiteListener told = new SiteListener();
  private final Facts project = new Facts();

  private void tell(Optional<ServerInterface> wanted, Optional<AsgiServer> server) {
    SiteNames names = new SiteNames(new Name("shop"), Optional.empty());
    new ServerReport(names, wanted, project.facts(), told).tell(server);
  }

  @Test
  void tellWhateverServesSaysWhatAndWhy() {
    tell(Optional.empty(), Optional.empty());
    tell(Optional.of(ServerInterface.WSGI), Optional.empty());
    tell(Optional.of(ServerInterface.ASGI), Optional.of(AsgiServer.DAPHNE));
    project.asgiApplication = "shop.asgi.application";
    tell(Optional.empty(), Optional.empty());
    project.distributions = Set.of("uvicorn");
    tell(Optional.empty(), Optional.of(AsgiServer.UVICORN));
    project.asgiApplication = "";
    tell(Optional.empty(), Optional.empty());
    assertThat(told.chosen)
        .containsExactly(
            "server gunicorn (WSGI), as the settings have no ASGI_APPLICATION",
            "server gunicorn (WSGI), as <server> says",
            "server daphne (ASGI), as <server> says",
            "server gunicorn (WSGI), as the settings have ASGI_APPLICATION, but the virtualenv has"
                + " neither uvicorn nor daphne",
            "server uvicorn (ASGI), as the settings have ASGI_APPLICATION",
            "server gunicorn (WSGI), as the settings have no ASGI_APPLICATION; with"
                + " <server>asgi</server> it is uvicorn");
    assertThat(told.failed).isEmpty();
  }

  @Test
  void tellWhenAnApplicationDoesNotLoadWarnsOfTheOneThatServes() {
    project.asgiApplication = "shop.asgi.app";
    project.asgiFault = "ImportError: no app";
    tell(Optional.of(ServerInterface.WSGI), Optional.empty());
    assertThat(told.failed).isEmpty();
    tell(Optional.empty(), Optional.of(AsgiServer.UVICORN));
    assertThat(told.failed).containsExactly("ASGI shop.asgi.app ImportError: no app");
    project.wsgiFault = "ImportError: nothing";
    tell(Optional.empty(), Optional.empty());
    assertThat(told.failed).contains("WSGI of Django itself ImportError: nothing");
  }
}
