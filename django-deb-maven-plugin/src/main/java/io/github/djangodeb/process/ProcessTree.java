package io.github.djangodeb.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A process with all that it started. */
final class ProcessTree {
  /** How long a process has to clean up after SIGTERM. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final Duration PAUSE = Duration.ofMillis(10);

  private final ProcessHandle root;

  ProcessTree(ProcessHandle root) {
    this.root = root;
  }

  /** Ends all of it: SIGTERM first, then SIGKILL for what is still there. */
  void end() {
    Set<ProcessHandle> known = new LinkedHashSet<>(members());
    known.forEach(ProcessHandle::destroy);
    await(known);
    // A process whose parent died first is no descendant any more: so those known before count too.
    known.addAll(members());
    known.forEach(ProcessHandle::destroyForcibly);
    await(known);
  }

  private List<ProcessHandle> members() {
    List<ProcessHandle> all = new ArrayList<>(root.descendants().toList());
    all.add(root);
    return all;
  }

  /**
   * Waits until all have ended, or the grace is over. Asked again and again: of processes that are
   * not this one's own children, Java notices the end only after seconds.
   */
  private static void await(Set<ProcessHandle> processes) {
    boolean interrupted = Thread.interrupted();
    long start = System.nanoTime();
    while (processes.stream().anyMatch(ProcessHandle::isAlive)
        && System.nanoTime() - start < GRACE.toNanos()) {
      try {
        Thread.sleep(PAUSE.toMillis());
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
