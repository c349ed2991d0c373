package io.github.djangodeb.cache;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Path;

/** Holds a lock as another process, until its input ends. */
final class LockTrial {
  private LockTrial() {}

  /** Prints "held" when it has the lock that its first argument names; a second one shares it. */
  public static void main(String[] arguments) throws BuildFailure, IOException {
    Path file = Path.of(arguments[0]);
    try (CacheLock lock =
        arguments.length > 1
            ? CacheLock.shared(file, "it", CacheEvents.none())
            : CacheLock.exclusive(file, "it", CacheEvents.none())) {
      System.out.println(lock == null ? "none" : "held");
      System.in.read();
    }
  }
}
