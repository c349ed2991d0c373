package io.github.djangodeb.site;

import io.github.djangodeb.django.DjangoProject;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What of a project is run.
 *
 * @param project where in the source the project lies, and its settings module
 * @param wsgi the project's {@code WSGI_APPLICATION}, such as {@code shop.wsgi.application}; empty
 *     for Django's own
 */
public record Application(DjangoProject project, String wsgi) {
  private static final Pattern DOTTED_NAME =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(?:\\.[A-Za-z_][A-Za-z0-9_]*)+");

  /**
   * @throws IllegalArgumentException if {@code wsgi} names no object in a module
   */
  public Application {
    Objects.requireNonNull(project);
    if (!wsgi.isEmpty() && !DOTTED_NAME.matcher(wsgi).matches()) {
      throw new IllegalArgumentException(
          "WSGI_APPLICATION \""
              + wsgi
              + "\" names no object in a module: let the settings say one such as"
              + " \"shop.wsgi.application\"");
    }
  }

  /** The WSGI application as {@code module:object}, or empty. */
  String wsgiObject() {
    int dot = wsgi.lastIndexOf('.');
    return dot < 0 ? "" : wsgi.substring(0, dot) + ":" + wsgi.substring(dot + 1);
  }
}
