package io.github.djangodeb.site;

import java.util.Locale;

/** Which message broker a site has. */
public enum QueueMode {
  /** RabbitMQ on the site's host, with a virtual host and a user that the package sets up. */
  RABBITMQ,
  /** A Redis of the site's own on its host. */
  REDIS,
  /** One that others run; its address is given on the host. */
  EXTERNAL,
  /** What the project's settings say, untouched. */
  OFF;

  /**
   * The mode of that name, in lower case.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static QueueMode ofName(String name) {
    return Choice.of(name, values(), "kind of queue");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
