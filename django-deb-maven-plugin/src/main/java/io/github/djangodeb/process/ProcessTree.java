package io.github.djangodeb.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process with all that it started. */
final class ProcessTree {
  /** How long a process has to clean up after SIGTERM. */
  private static final Duration GRACE = Duration.ofSeconds(2);

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

  private static void await(Set<ProcessHandle> processes) {
    boolean interrupted = Thread.interrupted();
    try {
      CompletableFuture.allOf(
              processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
          .get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException again) {
      interrupted = true;
    } catch (TimeoutException | ExecutionException alive) {
      // What still lives is killed next; what survives even that is the kernel's.
      return;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
