package io.github.djangodeb.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djangodeb.network.WebAccess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names beyond ASCII where Java does not know them: in the locale that build servers have. */
class LocaleTest {
  @TempDir Path temporary;
  private SampleRepository sample;
  private Path target;

  @BeforeEach
  void makeRepository() throws Exception {
    sample = SampleRepository.in(temporary.resolve("repository"));
    sample.write("d\u00e9/\u00fc.txt", "x\n").write("plain", "x\n");
    Files.createSymbolicLink(sample.folder().resolve("l\u00e9"), Path.of("d\u00e9/\u00fc.txt"));
    sample.commit("One");
    target = Files.createDirectory(temporary.resolve("exported"));
  }

  /** Exports in a Java of its own, in the locale C. */
  private String export(boolean allowDirty) throws Exception {
    ProcessBuilder child =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            InLocaleC.class.getName(),
            sample.folder().toString(),
            target.toString(),
            Boolean.toString(allowDirty));
    child.environment().putAll(Map.of("LC_ALL", "C"));
    child.redirectErrorStream(true);
    Process process = child.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  /** What runs there. */
  static final class InLocaleC {
    public static void main(String[] arguments) throws Exception {
      GitSource source =
          new GitSource(
              Path.of(arguments[1], "../cache"),
              (name, what) -> () -> {},
              io.github.djangodeb.login.Logins.NONE,
              WebAccess.NONE,
              GitEvents.none());
      boolean allowDirty = Boolean.parseBoolean(arguments[2]);
      Path folder = Path.of(arguments[0]);
      Path output = folder.resolve("target");
      try (Commit commit = source.local(folder, Optional.empty(), allowDirty, output)) {
        commit.export(Path.of(arguments[1]));
        System.out.println(commit.isCommitted() ? "committed" : "changed");
      }
    }
  }

  @Test
  void localWhenLocaleIsCSeesThatNothingHasChanged() throws Exception {
    assertThat(export(false)).endsWith("committed\n");

    assertThat(SampleRepository.listing(target))
        .containsOnlyKeys("/", "d\u00e9/", "d\u00e9/\u00fc.txt", "l\u00e9", "plain")
        .containsEntry("l\u00e9", "-> d\u00e9/\u00fc.txt");
  }

  @Test
  void localWhenLocaleIsCSeesChanges() throws Exception {
    sample.write("d\u00e9/\u00fc.txt", "changed\n");

    assertThat(export(true)).endsWith("changed\n");

    assertThat(SampleRepository.listing(target))
        .containsEntry("d\u00e9/\u00fc.txt", "file changed\n");
  }
}
