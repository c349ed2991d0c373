package io.github.djangodeb.cache;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The locked files of this Java.
 *
 * <p>The system's locks belong to the process: they keep its own threads from nothing, and all of
 * them on one file fall when any channel on it is closed. So this table keeps the threads apart,
 * and opens each file once.
 *
 * <p>It never waits in the system, only asks again: the kernel sees a deadlock in two Javas that
 * wait for each other with one thread each while other threads of them go on, and would refuse.
 */
final class LockTable {
  private static final LockTable ONLY = new LockTable();

  private final Map<Path, Entry> entries = new HashMap<>();

  /** A file that is locked: how often, and by which channel. */
  private static final class Entry {
    private final boolean shared;
    private int holders = 1;
    private FileChannel channel;
    private boolean ready;

    private Entry(boolean shared) {
      this.shared = shared;
    }
  }

  /** One holder's part of a lock. */
  final class Hold implements AutoCloseable {
    private final Path file;
    private boolean closed;

    private Hold(Path file) {
      this.file = file;
    }

    Path file() {
      return file;
    }

    @Override
    public void close() {
      synchronized (LockTable.this) {
        if (!closed) {
          closed = true;
          release(file);
        }
      }
    }
  }

  static LockTable ofThisJava() {
    return ONLY;
  }

  /** Takes the lock if neither a thread nor another process is in the way. */
  Optional<Hold> tryTake(Path file, boolean shared) throws BuildFailure {
    Optional<Entry> own;
    synchronized (this) {
      Entry there = entries.get(file);
      if (there != null) {
        return there.shared && shared && there.ready ? Optional.of(join(there, file)) : none();
      }
      own = Optional.of(enter(file, shared));
    }
    return lock(own.get(), file) ? Optional.of(new Hold(file)) : none();
  }

  private static Optional<Hold> none() {
    return Optional.empty();
  }

  private Hold join(Entry there, Path file) {
    there.holders++;
    return new Hold(file);
  }

  private Entry enter(Path file, boolean shared) {
    Entry own = new Entry(shared);
    entries.put(file, own);
    return own;
  }

  private boolean lock(Entry own, Path file) throws BuildFailure {
    boolean locked = false;
    try {
      own.channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock taken = own.channel.tryLock(0, Long.MAX_VALUE, own.shared);
      locked = taken != null;
      return locked;
    } catch (IOException refused) {
      throw DiskFault.of(file.getParent(), refused);
    } finally {
      finish(own, file, locked);
    }
  }

  private synchronized void finish(Entry own, Path file, boolean locked) {
    own.ready = locked;
    if (!locked) {
      release(file);
    }
  }

  private synchronized void release(Path file) {
    Entry entry = entries.get(file);
    entry.holders--;
    if (entry.holders == 0) {
      entries.remove(file);
      closeQuietly(entry.channel);
    }
  }

  private static void closeQuietly(FileChannel channel) {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException closed) {
      // The lock falls with the descriptor, which is gone even where closing complains.
      return;
    }
  }
}
