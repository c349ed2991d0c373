package io.github.djangodeb.site;

import io.github.djangodeb.django.DjangoProject;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What of a project is run.
 *
 * @param project where in the source the project lies, and its settings module
 * @param wsgi the project's {@code WSGI_APPLICATION}, such as {@code shop.wsgi.application}; empty
 *     for Django's own
 * @param asgi the project's {@code ASGI_APPLICATION}, in the same way
 * @param server what serves that; nothing if the site is served by WSGI
 */
public record Application(
    DjangoProject project, String wsgi, String asgi, Optional<AsgiServer> server) {
  private static final Pattern DOTTED_NAME =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(?:\\.[A-Za-z_][A-Za-z0-9_]*)+");

  /**
   * @throws IllegalArgumentException if {@code wsgi} or {@code asgi} names no object in a module
   */
  public Application {
    Objects.requireNonNull(project);
    Objects.requireNonNull(server);
    check(wsgi, "wsgi");
    check(asgi, "asgi");
  }

  private static void check(String name, String kind) {
    if (!name.isEmpty() && !DOTTED_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          kind.toUpperCase(Locale.ROOT)
              + "_APPLICATION \""
              + name
              + "\" names no object in a module: let the settings say one such as \"shop."
              + kind
              + ".application\"");
    }
  }

  /** The WSGI application as {@code module:object}, or empty. */
  String wsgiObject() {
    return object(wsgi);
  }

  /** The ASGI application as {@code module:object}, or empty. */
  String asgiObject() {
    return object(asgi);
  }

  /** What serves it, as {@code launch} knows it. */
  String serverName() {
    return server.map(AsgiServer::toString).orElse(ServerInterface.WSGI.toString());
  }

  private static String object(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(0, dot) + ":" + name.substring(dot + 1);
  }
}
