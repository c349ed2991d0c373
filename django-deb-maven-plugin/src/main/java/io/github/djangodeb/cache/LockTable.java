package io.github.djangodeb.cache;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
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
 * and opens each file once. Maven may load this plugin by several class loaders, of which each has
 * this class for itself; they all have one {@link WholeJava}.
 *
 * <p>It never waits in the system, only asks again: the kernel sees a deadlock in two Javas that
 * wait for each other with one thread each while other threads of them go on, and would refuse.
 */
final class LockTable {
  private static final LockTable ONLY = new LockTable(WholeJava.table(LockTable.class.getName()));

  /** What is locked; also the monitor of whoever looks at it, or at an entry. */
  private final Map<Object, Object> entries;

  private LockTable(Map<Object, Object> entries) {
    this.entries = entries;
  }

  /**
   * A file that is locked: how often, and by which channel.
   *
   * @param state of types that all class loaders know, for whichever of them lets go last
   */
  private record Entry(Map<String, Object> state) {
    static Entry of(boolean shared) {
      Map<String, Object> state = new HashMap<>(Map.of("shared", shared, "holders", 1));
      return new Entry(state);
    }

    @SuppressWarnings("unchecked")
    static Entry in(Object state) {
      return new Entry((Map<String, Object>) state);
    }

    boolean canBeJoined() {
      return is("shared") && is("ready");
    }

    private boolean is(String what) {
      return Boolean.TRUE.equals(state.get(what));
    }

    void ready() {
      state.put("ready", true);
    }

    void join() {
      state.merge("holders", 1, (before, one) -> (int) before + (int) one);
    }

    /** Whether nobody is left. */
    boolean leave() {
      return (int) state.merge("holders", -1, (before, one) -> (int) before + (int) one) == 0;
    }

    void by(FileChannel channel) {
      state.put("channel", channel);
    }

    Optional<FileChannel> channel() {
      return Optional.ofNullable((FileChannel) state.get("channel"));
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
      synchronized (entries) {
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
    Entry own = Entry.of(shared);
    synchronized (entries) {
      Object there = entries.putIfAbsent(file, own.state());
      if (there != null) {
        return shared ? join(Entry.in(there), file) : Optional.empty();
      }
    }
    return lock(own, shared, file) ? Optional.of(new Hold(file)) : Optional.empty();
  }

  private Optional<Hold> join(Entry there, Path file) {
    if (!there.canBeJoined()) {
      return Optional.empty();
    }
    there.join();
    return Optional.of(new Hold(file));
  }

  private boolean lock(Entry own, boolean shared, Path file) throws BuildFailure {
    boolean locked = false;
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      own.by(channel);
      locked = channel.tryLock(0, Long.MAX_VALUE, shared) != null;
      return locked;
    } catch (IOException refused) {
      throw DiskFault.of(file.getParent(), refused);
    } finally {
      finish(own, file, locked);
    }
  }

  private void finish(Entry own, Path file, boolean locked) {
    synchronized (entries) {
      if (locked) {
        own.ready();
      } else {
        release(file);
      }
    }
  }

  /** Called with the monitor held. */
  private void release(Path file) {
    Entry entry = Entry.in(entries.get(file));
    if (entry.leave()) {
      entries.remove(file);
      entry.channel().ifPresent(LockTable::closeQuietly);
    }
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException closed) {
      // The lock falls with the descriptor, which is gone even where closing complains.
      return;
    }
  }
}
