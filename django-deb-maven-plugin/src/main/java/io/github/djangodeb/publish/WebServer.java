package io.github.djangodeb.publish;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.file.FileDigest;
import io.github.djangodeb.network.CertificateFault;
import io.github.djangodeb.network.WebAccess;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Requests to one repository, with one login. Redirections are not followed: the login is not
 * theirs.
 */
final class WebServer {
  private static final Duration CONNECT = Duration.ofSeconds(30);

  /** For one package; those of virtualenvs may be large, and lines slow. */
  private static final Duration TRANSFER = Duration.ofMinutes(30);

  /** How much of what a server says in refusal is told, in characters. */
  private static final int TOLD = 500;

  private final RepositoryAddress address;
  private final Optional<Credentials> credentials;
  private final WebAccess access;
  private final HttpClient client;

  /**
   * @throws BuildFailure the user's, if the authorities that are trusted cannot be read
   */
  WebServer(RepositoryAddress address, Optional<Credentials> credentials, WebAccess access)
      throws BuildFailure {
    this.address = address;
    this.credentials = credentials;
    this.access = access;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            // Servers that keep to HTTP/1.1 need not be asked for more, nor refuse half an upload.
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(access.selector());
    access.secured().ifPresent(builder::sslContext);
    this.client = builder.build();
  }

  /** A request to a path below the address, to be completed. */
  HttpRequest.Builder request(String path) {
    URI uri = address.resolve(path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(TRANSFER);
    access.proxyAuthorization(uri).ifPresent(told -> request.header("Proxy-Authorization", told));
    credentials.ifPresent(login -> request.header("Authorization", login.header()));
    return request;
  }

  /**
   * The SHA-256 of what lies at a path.
   *
   * @return nothing if there is nothing
   */
  Optional<String> sha256(String path) throws BuildFailure {
    HttpRequest request = request(path).GET().build();
    HttpResponse<InputStream> response = send(request, BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() == 404) {
        return Optional.empty();
      }
      if (response.statusCode() != 200) {
        throw refused(request.uri(), response.statusCode(), head(body));
      }
      return Optional.of(FileDigest.sha256(body));
    } catch (IOException broken) {
      throw unreachable(request.uri(), broken);
    }
  }

  static String sha256(Path file) throws BuildFailure {
    try {
      return FileDigest.sha256(file);
    } catch (IOException unreadable) {
      throw BuildFailure.ofMachine(
          file + " cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  /** Sends a request whose success is a status of 2xx. */
  void upload(HttpRequest request) throws BuildFailure {
    HttpResponse<InputStream> response = send(request, BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() / 100 != 2) {
        throw refused(request.uri(), response.statusCode(), head(body));
      }
    } catch (IOException broken) {
      throw unreachable(request.uri(), broken);
    }
  }

  private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws BuildFailure {
    try {
      return client.send(request, handler);
    } catch (IOException broken) {
      throw unreachable(request.uri(), broken);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw BuildFailure.ofMachine(
          "The request to " + request.uri() + " was stopped, because the build was interrupted",
          interrupted);
    }
  }

  private static BuildFailure unreachable(URI uri, IOException broken) {
    Optional<String> certificate = CertificateFault.of(broken);
    if (certificate.isPresent()) {
      // Without its cause, whose words Maven would add to these.
      return BuildFailure.ofMachine(uri + " cannot be reached: " + certificate.get() + ".");
    }
    String why = Optional.ofNullable(broken.getMessage()).orElse(broken.getClass().getSimpleName());
    return BuildFailure.ofMachine(
        uri
            + " cannot be reached: "
            + why
            + ". See that <publishUrl> is right and its server runs.",
        broken);
  }

  private static String head(InputStream body) throws IOException {
    String text = new String(body.readNBytes(TOLD), StandardCharsets.UTF_8);
    return text.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ").strip();
  }

  private static BuildFailure refused(URI uri, int status, String said) {
    String what =
        switch (status) {
          case 401, 403 ->
              "see that settings.xml has a <server> whose id is in <publishServerId>, with a login"
                  + " that may upload";
          case 404, 405 -> "see that <publishUrl> and <publishKind> are right";
          case 407 ->
              "see that the <proxy> of settings.xml has the right login; for an address of https Java"
                  + " tells it only if MAVEN_OPTS has"
                  + " \"-Djdk.http.auth.tunneling.disabledSchemes=\"";
          case 413 -> "let the server, or the proxy before it, take larger uploads";
          default -> status / 100 == 3 ? "name in <publishUrl> where it leads to" : "see its log";
        };
    return BuildFailure.ofMachine(
        uri
            + " answers with status "
            + status
            + (said.isEmpty() ? "" : " (" + said + ")")
            + ": "
            + what
            + ".");
  }
}
