package io.github.djangodeb.git;

import io.github.djangodeb.failure.BuildFailure;

/** Sees that one build fetches a repository while others that need it wait. */
@FunctionalInterface
public interface MirrorLock {
  /** The lock, as long as it is held. */
  interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Takes the lock, and waits for it.
   *
   * @param name hexadecimal digits that stand for the repository
   * @param what what the lock protects, for messages
   */
  Held take(String name, String what) throws BuildFailure;
}
