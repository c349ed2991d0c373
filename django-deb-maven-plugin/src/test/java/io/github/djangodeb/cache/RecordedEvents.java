package io.github.djangodeb.cache;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Remembers what the cache tells. */
final class RecordedEvents implements CacheEvents {
  final List<String> told = new CopyOnWriteArrayList<>();
  final CountDownLatch waiting = new CountDownLatch(1);

  @Override
  public void waiting(String what) {
    told.add("waiting for " + what);
    waiting.countDown();
  }

  @Override
  public void waited(String what, Duration howLong) {
    told.add("waited for " + what);
  }

  @Override
  public void found(Path file) {
    told.add("found " + file.getFileName());
  }

  @Override
  public void damaged(Path file, String how) {
    told.add("damaged " + file.getFileName() + ": " + how);
  }

  @Override
  public void dropped(String what, String file, String how) {
    told.add("dropped " + file + " of " + what + ": " + how);
  }
}
