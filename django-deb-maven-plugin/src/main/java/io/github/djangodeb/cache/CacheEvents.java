package io.github.djangodeb.cache;

import java.nio.file.Path;
import java.time.Duration;

/** What the cache tells whoever watches the build. */
public interface CacheEvents {
  /**
   * Another build holds what this one needs; told once, before the waiting.
   *
   * @param what what it is, such as {@code the chroot of trixie}
   */
  void waiting(String what);

  /** It still does; told every half minute. */
  default void stillWaiting(String what, Duration soFar) {}

  /** The other build has let go of it. */
  void waited(String what, Duration howLong);

  /** A package was found ready. */
  void found(Path file);

  /** A package in the cache is not what was put there; it is built again. */
  void damaged(Path file, String how);

  /**
   * A file that another tool keeps in the cache is not what was put there; it is fetched again.
   *
   * @param what whose it is, such as {@code pip's cache}
   * @param file its name there
   */
  default void dropped(String what, String file, String how) {}

  /** A listener for those who want to know nothing. */
  static CacheEvents none() {
    return new CacheEvents() {
      @Override
      public void waiting(String what) {}

      @Override
      public void waited(String what, Duration howLong) {}

      @Override
      public void found(Path file) {}

      @Override
      public void damaged(Path file, String how) {}
    };
  }
}
