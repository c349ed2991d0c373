package io.github.djangodeb.site;

import java.util.Locale;

/** How a server and a Django project talk. */
public enum ServerInterface {
  /** One answer to one request. */
  WSGI,
  /** WebSockets and asynchronous views too. */
  ASGI;

  /**
   * The interface of that name, in lower case.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static ServerInterface ofName(String name) {
    return Choice.of(name, values(), "kind of server");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
