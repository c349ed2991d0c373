package io.github.djangodeb.publish;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.network.WebAccess;
import java.io.FileNotFoundException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Uploads to a repository on a web server, in the way that its kind wants it. */
public final class WebPublisher implements Publisher {
  /** How a kind of server takes packages. */
  private interface Protocol {
    /** Where the package will lie, relative to the repository. */
    String path(DebFile deb);

    /** The request that uploads it. */
    HttpRequest upload(DebFile deb, HttpRequest.BodyPublisher body, String sha256);
  }

  private final WebServer server;
  private final Protocol protocol;
  private final RepositoryAddress address;
  private final PublishEvents events;

  private WebPublisher(
      RepositoryAddress address, WebServer server, Protocol protocol, PublishEvents events) {
    this.address = address;
    this.server = server;
    this.protocol = protocol;
    this.events = events;
  }

  /** A hosted apt repository of Nexus, which is of one suite. */
  public static Publisher nexus(
      RepositoryAddress address,
      Optional<Credentials> login,
      WebAccess access,
      PublishEvents events)
      throws BuildFailure {
    WebServer server = new WebServer(address, login, access);
    return new WebPublisher(address, server, new Nexus(server), events);
  }

  /** A local Debian repository of Artifactory. */
  public static Publisher artifactory(
      RepositoryAddress address,
      Optional<Credentials> login,
      WebAccess access,
      String suite,
      String component,
      PublishEvents events)
      throws BuildFailure {
    WebServer server = new WebServer(address, login, access);
    return new WebPublisher(address, server, new Artifactory(server, suite, component), events);
  }

  @Override
  public void publish(List<Path> debs) throws BuildFailure {
    Map<DebFile, String> missing = new LinkedHashMap<>();
    // All are looked for first: a version that cannot be published is told before any upload.
    for (Path path : debs) {
      DebFile deb = DebFile.of(path);
      String sha256 = WebServer.sha256(path);
      Optional<String> there = server.sha256(protocol.path(deb));
      if (there.isEmpty()) {
        missing.put(deb, sha256);
      } else if (there.get().equals(sha256)) {
        events.present(deb.fileName());
      } else if (deb.isNamedByContent()) {
        events.keptPublished(deb.fileName());
      } else {
        throw otherContent(deb);
      }
    }
    for (Map.Entry<DebFile, String> one : missing.entrySet()) {
      upload(one.getKey(), one.getValue());
    }
  }

  private BuildFailure otherContent(DebFile deb) {
    return BuildFailure.ofUser(
        address
            + " has "
            + deb.name()
            + " "
            + deb.version()
            + " with other content, which hosts may have installed: raise the version in the pom,"
            + " or commit the change if that is a snapshot. Packages of another Debian release"
            + " want a repository, or in Artifactory a suite, of their own.");
  }

  private void upload(DebFile deb, String sha256) throws BuildFailure {
    long begin = System.nanoTime();
    try {
      server.upload(protocol.upload(deb, BodyPublishers.ofFile(deb.path()), sha256));
    } catch (FileNotFoundException gone) {
      throw BuildFailure.ofMachine(deb.path() + " is gone: build it again", gone);
    }
    events.uploaded(deb.fileName(), Duration.ofNanos(System.nanoTime() - begin));
  }

  private static String prefix(DebFile deb) {
    return deb.name().substring(0, 1);
  }

  /** Nexus reads the package itself, and files it by what it reads. */
  private record Nexus(WebServer server) implements Protocol {
    @Override
    public String path(DebFile deb) {
      return "pool/" + prefix(deb) + "/" + deb.name() + "/" + deb.fileName();
    }

    @Override
    public HttpRequest upload(DebFile deb, HttpRequest.BodyPublisher body, String sha256) {
      return server.request("").header("Content-Type", "multipart/form-data").POST(body).build();
    }
  }

  /** Artifactory files it where it is told, and indexes it by the address's matrix parameters. */
  private record Artifactory(WebServer server, String suite, String component) implements Protocol {
    @Override
    public String path(DebFile deb) {
      return "pool/" + suite + "/" + component + "/" + prefix(deb) + "/" + deb.fileName();
    }

    @Override
    public HttpRequest upload(DebFile deb, HttpRequest.BodyPublisher body, String sha256) {
      String parameters =
          ";deb.distribution="
              + suite
              + ";deb.component="
              + component
              + ";deb.architecture="
              + deb.architecture();
      return server
          .request(path(deb) + parameters)
          .header("X-Checksum-Sha256", sha256)
          .PUT(body)
          .build();
    }
  }
}
