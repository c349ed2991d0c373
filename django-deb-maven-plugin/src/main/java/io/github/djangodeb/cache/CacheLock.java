package io.github.djangodeb.cache;

import io.github.djangodeb.failure.BuildFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A lock that holds between threads of one Java and between processes; it falls with its process.
 *
 * <p>Waiting ends with the thread's interruption.
 */
public final class CacheLock implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration REMINDER = Duration.ofSeconds(30);

  private final LockTable.Hold hold;

  private CacheLock(LockTable.Hold hold) {
    this.hold = hold;
  }

  /**
   * Takes the lock for this thread alone, and waits for it.
   *
   * @param file which stands for the lock; made if it is missing
   * @param what what the lock protects, for the listener
   * @throws BuildFailure if the file cannot be written, or on interruption
   */
  public static CacheLock exclusive(Path file, String what, CacheEvents events)
      throws BuildFailure {
    return await(file, what, events, false);
  }

  /** Takes the lock beside others who share it, and waits for it. */
  public static CacheLock shared(Path file, String what, CacheEvents events) throws BuildFailure {
    return await(file, what, events, true);
  }

  /** Takes the lock for this thread alone if nobody has it. */
  public static Optional<CacheLock> tryExclusive(Path file) throws BuildFailure {
    return LockTable.ofThisJava().tryTake(file, false).map(CacheLock::new);
  }

  private static CacheLock await(Path file, String what, CacheEvents events, boolean shared)
      throws BuildFailure {
    LockTable table = LockTable.ofThisJava();
    Optional<LockTable.Hold> hold = table.tryTake(file, shared);
    if (hold.isPresent()) {
      return new CacheLock(hold.get());
    }
    events.waiting(what);
    long start = System.nanoTime();
    long told = start;
    while (hold.isEmpty()) {
      pause(what);
      hold = table.tryTake(file, shared);
      if (hold.isEmpty() && System.nanoTime() - told >= REMINDER.toNanos()) {
        told = System.nanoTime();
        events.stillWaiting(what, Duration.ofNanos(told - start));
      }
    }
    events.waited(what, Duration.ofNanos(System.nanoTime() - start));
    return new CacheLock(hold.get());
  }

  private static void pause(String what) throws BuildFailure {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw BuildFailure.ofMachine(
          "the waiting for another build (" + what + ") was interrupted", interrupted);
    }
  }

  /** Lets go of the lock and deletes its file: for what is gone and never comes back. */
  public void closeForever() {
    try {
      Files.deleteIfExists(hold.file());
    } catch (java.io.IOException left) {
      // An empty file that nobody needs does no harm.
      hold.close();
      return;
    }
    hold.close();
  }

  @Override
  public void close() {
    hold.close();
  }
}
