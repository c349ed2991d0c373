package io.github.djangodeb.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CacheLockTest {
  private final RecordedEvents events = new RecordedEvents();
  private final List<Process> processes = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @TempDir Path folder;

  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("x.lock");
  }

  @AfterEach
  void end() {
    processes.forEach(Process::destroyForcibly);
    threads.shutdownNow();
  }

  private CacheLock exclusive() throws BuildFailure {
    return CacheLock.exclusive(file, "the chroot", events);
  }

  private CacheLock shared() throws BuildFailure {
    return CacheLock.shared(file, "the chroot", events);
  }

  private Process holder(String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(LockTrial.class.getName(), file.toString()));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).start();
    processes.add(process);
    byte[] said = process.getInputStream().readNBytes("held\n".length());
    assertThat(new String(said, StandardCharsets.UTF_8)).isEqualTo("held\n");
    return process;
  }

  @Test
  void exclusiveWhenFreeIsTakenAtOnce() throws BuildFailure {
    exclusive().close();
    exclusive().close();
    assertThat(events.told).isEmpty();
  }

  @Test
  void exclusiveWhenAnotherThreadHoldsItWaitsAndSaysSoOnce() throws Exception {
    CacheLock first = exclusive();
    Future<CacheLock> second = threads.submit(this::exclusive);
    events.waiting.await();
    assertThat(second.isDone()).isFalse();
    first.close();
    second.get().close();
    assertThat(events.told).containsExactly("waiting for the chroot", "waited for the chroot");
  }

  @Test
  void exclusiveWhenAnotherProcessHoldsItWaitsUntilThatIsKilled() throws Exception {
    Process holder = holder();
    Future<CacheLock> own = threads.submit(this::exclusive);
    events.waiting.await();
    assertThat(own.isDone()).isFalse();
    holder.destroyForcibly();
    own.get().close();
    assertThat(events.told).containsExactly("waiting for the chroot", "waited for the chroot");
  }

  @Test
  void exclusiveWhenManyThreadsWantItGivesItToOneAtATime() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(
          threads.submit(
              () -> {
                for (int round = 0; round < 200; round++) {
                  CacheLock lock = exclusive();
                  most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                  inside.decrementAndGet();
                  lock.close();
                }
                return null;
              }));
    }
    for (Future<?> one : all) {
      one.get();
    }
    assertThat(most).hasValue(1);
  }

  @Test
  void exclusiveWhenInterruptedWhileAThreadHoldsItFails() throws Exception {
    CacheLock first = exclusive();
    assertInterruptible();
    first.close();
    exclusive().close();
  }

  @Test
  void exclusiveWhenInterruptedWhileAProcessHoldsItFails() throws Exception {
    Process holder = holder();
    assertInterruptible();
    holder.getOutputStream().close();
    exclusive().close();
  }

  private void assertInterruptible() throws InterruptedException {
    List<Exception> thrown = new ArrayList<>();
    Thread waiter =
        new Thread(
            () -> {
              try {
                exclusive();
              } catch (BuildFailure failure) {
                thrown.add(failure);
              }
            });
    waiter.start();
    events.waiting.await();
    waiter.interrupt();
    waiter.join();
    assertThat(thrown).singleElement().isInstanceOf(BuildFailure.class);
    assertThat(thrown.get(0)).hasMessageContaining("was interrupted");
  }

  @Test
  void sharedWhenSharedElsewhereIsTakenBeside() throws Exception {
    holder("shared");
    CacheLock one = shared();
    CacheLock two = threads.submit(this::shared).get();
    assertThat(CacheLock.tryExclusive(file)).isEmpty();
    one.close();
    two.close();
    assertThat(events.told).isEmpty();
  }

  @Test
  void tryExclusiveWhenOneSharerIsLeftGivesNothing() throws BuildFailure {
    CacheLock one = shared();
    CacheLock two = shared();
    one.close();
    one.close();
    assertThat(CacheLock.tryExclusive(file)).isEmpty();
    two.close();
    Optional<CacheLock> free = CacheLock.tryExclusive(file);
    assertThat(free).isPresent();
    free.get().close();
  }

  @Test
  void tryExclusiveWhenHeldHereDoesNotBreakTheLockForOtherProcesses() throws Exception {
    CacheLock own = exclusive();
    assertThat(CacheLock.tryExclusive(file)).isEmpty();
    Future<Process> other = threads.submit(() -> holder());
    assertThat(other).isNotDone();
    assertThatThrownBy(() -> other.get(700, TimeUnit.MILLISECONDS))
        .isInstanceOf(java.util.concurrent.TimeoutException.class);
    own.close();
    other.get();
  }

  @Test
  void tryExclusiveWhenAnotherClassLoaderHoldsItGivesNothingAndBreaksNothing() throws Exception {
    CacheLock own = exclusive();
    try (LockRealm realm = new LockRealm()) {
      assertThat(realm.tryExclusive(file)).isEmpty();
      Future<Process> other = threads.submit(() -> holder());
      assertThatThrownBy(() -> other.get(700, TimeUnit.MILLISECONDS))
          .isInstanceOf(java.util.concurrent.TimeoutException.class);
      own.close();
      other.get().destroyForcibly().waitFor();
      AutoCloseable theirs = realm.tryExclusive(file).orElseThrow();
      assertThat(CacheLock.tryExclusive(file)).isEmpty();
      theirs.close();
    }
  }

  @Test
  void sharedWhenAnotherClassLoaderSharesItHoldsUntilBothLetGo() throws Exception {
    CacheLock own = shared();
    try (LockRealm realm = new LockRealm()) {
      AutoCloseable theirs = realm.shared(file);
      own.close();
      assertThat(CacheLock.tryExclusive(file)).isEmpty();
      Future<Process> other = threads.submit(() -> holder());
      assertThatThrownBy(() -> other.get(700, TimeUnit.MILLISECONDS))
          .isInstanceOf(java.util.concurrent.TimeoutException.class);
      theirs.close();
      other.get();
    }
  }

  @Test
  void exclusiveWhenTwoJavasWaitForEachOtherWithOneThreadEachIsTakenByBoth() throws Exception {
    CacheLock own = exclusive();
    Path theirs = folder.resolve("theirs.lock");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            LockTrial.class.getName(),
            theirs.toString(),
            file.toString());
    Process other = new ProcessBuilder(command).start();
    processes.add(other);
    assertThat(other.getInputStream().readNBytes("held\n".length()))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("held\n");
    // The other waits for this one's lock. What this waits for falls without that.
    Future<CacheLock> waiting =
        threads.submit(() -> CacheLock.exclusive(theirs, "the chroot", events));
    events.waiting.await();
    assertThat(waiting).isNotDone();
    other.getOutputStream().close();
    waiting.get().close();
    own.close();
    assertThat(other.waitFor()).isZero();
  }

  @Test
  void closeForeverWhenHeldDeletesTheFile() throws BuildFailure {
    exclusive().closeForever();
    assertThat(file).doesNotExist();
  }

  @Test
  void exclusiveWhenFolderIsMissingNamesIt() {
    Path missing = folder.resolve("no/x.lock");
    assertThatThrownBy(() -> CacheLock.exclusive(missing, "it", events))
        .isInstanceOf(BuildFailure.class)
        .hasMessageStartingWith(
            "the cache folder \"" + missing.getParent() + "\" cannot be written");
  }
}
