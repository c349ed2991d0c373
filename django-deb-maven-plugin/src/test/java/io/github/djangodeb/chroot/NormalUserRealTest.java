package io.github.djangodeb.chroot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.djangodeb.failure.BuildFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The engine as a normal user with subordinate ids: a user made for the test, and removed again.
 */
@Tag("chroot")
class NormalUserRealTest {
  private final String user = "djdeb" + ThreadLocalRandom.current().nextInt(100_000);
  private final Path home = Path.of("/var/tmp", user);

  @BeforeEach
  void makeUser() throws BuildFailure, IOException {
    assumeThat(System.getProperty("user.name")).as("makes a user").isEqualTo("root");
    Shell.run("useradd", "--create-home", "--home-dir", home.toString(), user);
    // Maven's own folders may be closed to other users.
    Path classes = Files.createDirectory(home.resolve("classes"));
    for (String folder : List.of("target/classes", "target/test-classes")) {
      Shell.run("cp", "-r", Path.of(folder).toAbsolutePath() + "/.", classes.toString());
    }
    Shell.run("chmod", "-R", "a+rX", classes.toString());
    Shell.run("chmod", "700", home.toString());
  }

  @AfterEach
  void removeUser() throws BuildFailure {
    if (Files.exists(home)) {
      Shell.run("userdel", user);
      Shell.run("rm", "-rf", "--one-file-system", home.toString());
    }
  }

  private Process trial(String... more) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path folder = home.resolve("trial");
    ProcessBuilder builder = new ProcessBuilder("runuser", "-u", user, "--", java.toString());
    builder.command().addAll(List.of("-cp", home.resolve("classes").toString()));
    builder.command().addAll(List.of(EngineTrial.class.getName(), folder.toString()));
    builder.command().addAll(List.of(more));
    return builder.directory(home.toFile()).redirectErrorStream(true).start();
  }

  @Test
  void engineWhenUserIsNotRootWorksAfterItsJavaWasKilledToo() throws Exception {
    String seconds = String.valueOf(ThreadLocalRandom.current().nextInt(100_000, 1_000_000));
    Process killed = trial(seconds);
    assertThat(firstLine(killed)).isEqualTo("hanging");
    killed.descendants().filter(NormalUserRealTest::isJava).forEach(ProcessHandle::destroyForcibly);
    assertThat(killed.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(comesTrue(() -> !isRunning("sleep " + seconds))).isTrue();
    assertThat(home.resolve("trial/cache/sessions")).isNotEmptyDirectory();

    Process trial = trial();
    String said = new String(trial.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said).isEqualTo("fine\n");
    assertThat(trial.waitFor()).isZero();
  }

  private static String firstLine(Process process) throws IOException {
    return new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
        .readLine();
  }

  private static boolean isJava(ProcessHandle process) {
    return process.info().command().orElse("").endsWith("/java");
  }

  private static boolean isRunning(String commandLine) {
    return ProcessHandle.allProcesses()
        .anyMatch(process -> process.info().commandLine().orElse("").endsWith(commandLine));
  }

  private static boolean comesTrue(BooleanSupplier condition) throws InterruptedException {
    long limit = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < limit) {
      Thread.onSpinWait();
    }
    return condition.getAsBoolean();
  }
}
