package io.github.djangodeb.site;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The Celery workers of a site.
 *
 * @param app the module of the project's Celery application, such as {@code shop} or {@code
 *     shop.celery:app}
 * @param queues the queues that the workers take tasks from; empty for the application's own
 * @param concurrency how many processes take tasks; 0 for one for each processor
 * @param beat whether periodic tasks are sent
 */
public record Celery(String app, List<String> queues, int concurrency, boolean beat) {
  private static final Pattern APP =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(?:\\.[A-Za-z_][A-Za-z0-9_]*)*(?::[A-Za-z_]\\w*)?");
  private static final Pattern QUEUE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}");
  private static final int MOST_PROCESSES = 1000;

  /**
   * @throws IllegalArgumentException if a value is none that Celery takes
   */
  public Celery {
    queues = List.copyOf(queues);
    app(app);
    queues.forEach(Celery::queue);
    concurrencyOf(Integer.toString(concurrency));
  }

  /**
   * The module of an application, as {@code celery --app} takes it.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static String app(String text) {
    if (!APP.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" names no Celery application: write a module such as \"shop\" or"
              + " \"shop.celery:app\"");
    }
    return text;
  }

  /**
   * The name of a queue.
   *
   * @throws IllegalArgumentException if it has characters that would mean something elsewhere
   */
  public static String queue(String text) {
    if (!QUEUE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is no name of a queue: use letters, digits, dots, hyphens and"
              + " underscores, 63 at most");
    }
    return text;
  }

  /**
   * A number of processes, 0 for one for each processor.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static int concurrencyOf(String text) {
    if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) > MOST_PROCESSES) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no number of processes: use 1 to " + MOST_PROCESSES);
    }
    return Integer.parseInt(text);
  }
}
