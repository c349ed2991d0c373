package io.github.djangodeb.cache;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Path;

/** Holds a lock as another process, until its input ends. */
final class LockTrial {
  private LockTrial() {}

  /**
   * Prints "held" when it has the lock that its first argument names. A second one shares it; or
   * names another file, whose lock another thread then waits for.
   */
  public static void main(String[] arguments) throws BuildFailure, IOException {
    Path file = Path.of(arguments[0]);
    if (arguments.length > 1 && !arguments[1].equals("shared")) {
      holdAndWait(file, Path.of(arguments[1]));
      return;
    }
    try (CacheLock lock =
        arguments.length > 1
            ? CacheLock.shared(file, "it", CacheEvents.none())
            : CacheLock.exclusive(file, "it", CacheEvents.none())) {
      System.out.println(lock == null ? "none" : "held");
      System.in.read();
    }
  }

  private static void holdAndWait(Path file, Path wanted) throws BuildFailure, IOException {
    RecordedEvents events = new RecordedEvents();
    CacheLock lock = CacheLock.exclusive(file, "it", events);
    Thread waiter =
        new Thread(
            () -> {
              try {
                CacheLock.exclusive(wanted, "the other", events).close();
              } catch (BuildFailure failure) {
                throw new AssertionError(failure);
              }
            });
    waiter.start();
    try {
      events.waiting.await();
      System.out.println("held");
      System.in.read();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      lock.close();
    }
  }
}
