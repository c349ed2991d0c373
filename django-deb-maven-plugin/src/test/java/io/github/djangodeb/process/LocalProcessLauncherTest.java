package io.github.djangodeb.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalProcessLauncherTest {
  private final LocalProcessLauncher launcher = new LocalProcessLauncher();
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

  @TempDir Path folder;

  private Path log() {
    return folder.resolve("a/b/log");
  }

  private static Command shell(String script) {
    return Command.of(List.of("sh", "-c", script));
  }

  private Outcome run(Command command) throws BuildFailure {
    return launcher.run(command, log(), lines::add);
  }

  @Test
  void runWhenBothStreamsAreWrittenMergesThemIntoLogAndLines() throws BuildFailure {
    Outcome outcome = run(shell("echo one; echo two >&2; printf 'th\\351ee'; exit 3"));
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.succeeded()).isFalse();
    assertThat(lines).containsExactly("one", "two", "th\ufffdee");
    assertThat(outcome.lastLines()).isEqualTo(lines);
    assertThat(log()).hasContent("one\ntwo\nth\ufffdee\n");
  }

  @Test
  void runWhenMuchIsWrittenKeepsTheLast25Lines() throws BuildFailure {
    Outcome outcome = run(shell("seq 1 50000"));
    assertThat(lines).hasSize(50_000);
    assertThat(outcome.lastLines()).hasSize(25).startsWith("49976").endsWith("50000");
  }

  @Test
  void runWhenCommandReadsItsInputFindsNone() throws BuildFailure {
    assertThat(run(shell("wc -c")).lastLines()).containsExactly("0");
  }

  @Test
  void runWhenInputIsGivenHandsItOverAndShowsItNowhere() throws BuildFailure {
    Command command = shell("read secret; echo ${#secret}").reading("geheim\n");
    assertThat(run(command).lastLines()).containsExactly("6");
    assertThat(command.toString()).doesNotContain("geheim");
  }

  @Test
  void runWhenInputIsNotReadGoesOn() throws BuildFailure {
    assertThat(run(shell("exec 0<&-; echo on").reading("geheim\n")).lastLines())
        .containsExactly("on");
  }

  @Test
  void runWhenEnvironmentIsGivenHasOnlyThat() throws BuildFailure {
    Map<String, String> environment = Map.of("ONLY", "this");
    Command command =
        new Command(List.of("env"), environment, Optional.of(folder), Duration.ofMinutes(1));
    assertThat(run(command).lastLines()).containsExactly("ONLY=this");
  }

  @Test
  void runWhenProgramIsMissingNamesIt() {
    assertThatThrownBy(() -> run(Command.of(List.of("no-such-program", "x"))))
        .isInstanceOfSatisfying(
            BuildFailure.class, failure -> assertThat(failure.isUsers()).isFalse())
        .hasMessage(
            "the program \"no-such-program\" is not installed on this machine: install it, or put"
                + " it on the PATH");
  }

  @Test
  void runWhenFolderIsMissingNamesIt() {
    Command command =
        new Command(
            List.of("true"), Map.of(), Optional.of(Path.of("/no/such")), Duration.ofMinutes(1));
    assertThatThrownBy(() -> run(command))
        .isInstanceOf(BuildFailure.class)
        .hasMessage("\"true\" cannot be run in the folder \"/no/such\", which does not exist");
  }

  @Test
  void runWhenLogCannotBeWrittenSaysSo() throws IOException {
    Files.writeString(folder.resolve("a"), "no folder");
    assertThatThrownBy(() -> run(shell("true")))
        .isInstanceOf(BuildFailure.class)
        .hasMessageStartingWith("the log \"" + log() + "\" cannot be written: ");
  }

  @Test
  void runWhenDiskOfLogIsFullLetsTheCommandEndAndSaysSo() {
    assertThatThrownBy(() -> launcher.run(shell("seq 1 9999"), Path.of("/dev/full"), lines::add))
        .isInstanceOf(BuildFailure.class)
        .hasMessageStartingWith("the log \"/dev/full\" cannot be written: ");
    assertThat(lines).hasSize(9999);
  }

  @Test
  void runWhenTimeIsUpEndsTheWholeTree() {
    String mark = mark();
    Command command =
        shell("trap '' TERM; (trap '' TERM; sleep " + mark + "; true) & echo begun; wait; wait")
            .within(Duration.ofMillis(400));
    assertThatThrownBy(() -> run(command))
        .isInstanceOf(BuildFailure.class)
        .hasMessage(
            "\"sh\" did not end within 0.4 seconds and was stopped. Its last lines:\nbegun\n"
                + "(the whole log: "
                + log()
                + ")");
    assertThat(isRunning(mark)).isFalse();
  }

  @Test
  void runWhenInterruptedEndsTheWholeTreeAndStaysInterrupted() throws InterruptedException {
    String mark = mark();
    CountDownLatch begun = new CountDownLatch(1);
    AtomicReference<Exception> thrown = new AtomicReference<>();
    AtomicReference<Boolean> interrupted = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                launcher.run(
                    shell("echo begun; sleep " + mark + "; true"),
                    log(),
                    line -> begun.countDown());
              } catch (BuildFailure failure) {
                thrown.set(failure);
              }
              interrupted.set(Thread.currentThread().isInterrupted());
            });
    thread.start();
    begun.await();
    while (thread.isAlive() && !isRunning(mark)) {
      // What is started at the very moment of the interruption would be nobody's child.
      Thread.sleep(5);
    }
    thread.interrupt();
    thread.join();
    assertThat(thrown.get()).hasMessage("\"sh\" was stopped, because the build was interrupted");
    assertThat(interrupted.get()).isTrue();
    assertThat(isRunning(mark)).isFalse();
  }

  @Test
  void runWhenDaemonKeepsTheStreamOpenDoesNotWaitForIt() throws BuildFailure {
    String mark = mark();
    long start = System.nanoTime();
    Outcome outcome = run(shell("setsid sleep " + mark + " & echo done"));
    assertThat(outcome.lastLines()).containsExactly("done");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    ProcessHandle.allProcesses()
        .filter(process -> isSleep(process, mark))
        .forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void runWhenListenerFailsThrowsItAfterTheCommandEnded() {
    assertThatThrownBy(
            () ->
                launcher.run(
                    shell("echo a; echo b"),
                    log(),
                    line -> {
                      throw new IllegalStateException("listener");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("listener");
    assertThat(log()).hasContent("a\nb\n");
  }

  private static String mark() {
    return String.valueOf(ThreadLocalRandom.current().nextInt(100_000, 1_000_000_000));
  }

  private static boolean isRunning(String mark) {
    return ProcessHandle.allProcesses().anyMatch(process -> isSleep(process, mark));
  }

  private static boolean isSleep(ProcessHandle process, String mark) {
    return process.info().commandLine().orElse("").endsWith("sleep " + mark);
  }
}
