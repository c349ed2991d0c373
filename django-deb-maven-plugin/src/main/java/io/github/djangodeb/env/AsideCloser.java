package io.github.djangodeb.env;

import io.github.djangodeb.chroot.Session;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Closes a session while other work goes on. */
final class AsideCloser implements AutoCloseable {
  private final Session session;
  private Optional<CompletableFuture<Void>> closing = Optional.empty();

  AsideCloser(Session session) {
    this.session = session;
  }

  Session get() {
    return session;
  }

  /** Begins to close it. */
  void closeAside() {
    closing = Optional.of(CompletableFuture.runAsync(session::close));
  }

  /** Closes it if that has not begun, and waits until it is closed. */
  @Override
  public void close() {
    closing.ifPresentOrElse(CompletableFuture::join, session::close);
  }
}
