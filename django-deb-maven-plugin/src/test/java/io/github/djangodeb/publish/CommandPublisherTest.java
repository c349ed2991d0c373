package io.github.djangodeb.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.process.LocalProcessLauncher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandPublisherTest {
  @TempDir Path folder;

  private Publisher publisher(String... lines) {
    PublishEvents silent =
        new PublishEvents() {
          @Override
          public void uploaded(String fileName, Duration took) {}

          @Override
          public void present(String fileName) {}

          @Override
          public void keptPublished(String fileName) {}

          @Override
          public void ran(String command, Duration took) {}

          @Override
          public void progress(String line) {}
        };
    return new CommandPublisher(
        Arrays.stream(lines).map(CommandLine::parse).toList(),
        "trixie",
        "main",
        new LocalProcessLauncher(),
        folder,
        folder.resolve("logs"),
        silent);
  }

  @Test
  void publishWhenCommandTakesAllFilesRunsItOnceWithoutAShell() throws Exception {
    publisher("sh -c 'printf \"%s|\" \"$@\" >> told' \"\" {suite}/{component} {debs} \"$HOME *\"")
        .publish(List.of(Path.of("/t/a b.deb"), Path.of("/t/c;d.deb")));

    assertThat(folder.resolve("told")).hasContent("trixie/main|/t/a b.deb|/t/c;d.deb|$HOME *|");
  }

  @Test
  void publishWhenCommandTakesOneFileRunsItForEach() throws Exception {
    publisher("sh -c 'echo $1 >> told' x --add={deb}", "sh -c 'echo end >> told'")
        .publish(List.of(Path.of("/t/a.deb"), Path.of("/t/b.deb")));

    assertThat(Files.readAllLines(folder.resolve("told")))
        .containsExactly("--add=/t/a.deb", "--add=/t/b.deb", "end");
  }

  @Test
  void publishWhenACommandFailsRunsNoOther() {
    Publisher publisher = publisher("sh -c 'echo no room; exit 7'", "touch never");

    assertThatThrownBy(() -> publisher.publish(List.of(Path.of("/t/a.deb"))))
        .isInstanceOf(BuildFailure.class)
        .hasMessage(
            "The command of <publishCommands> \"sh -c echo no room; exit 7\" ended with 7:\n"
                + "no room\n"
                + "(the whole log: "
                + folder.resolve("logs/publish.log")
                + ")");
    assertThat(folder.resolve("never")).doesNotExist();
  }

  @Test
  void publishWhenThereAreSeveralCommandsLogsAllOfThem() throws Exception {
    publisher("echo before").publish(List.of(Path.of("/t/a.deb")));
    publisher("echo {deb}", "echo end").publish(List.of(Path.of("/t/a.deb"), Path.of("/t/b.deb")));

    assertThat(folder.resolve("logs"))
        .isDirectoryContaining("glob:**/publish.log")
        .isDirectoryNotContaining("glob:**/publish-command.log");
    assertThat(Files.readAllLines(folder.resolve("logs/publish.log")))
        .containsExactly(
            "$ echo /t/a.deb", "/t/a.deb", "$ echo /t/b.deb", "/t/b.deb", "$ echo end", "end");
  }

  @Test
  void parseWhenAllFilesStandWithinAWordRefuses() {
    assertThatThrownBy(() -> CommandLine.parse("upload --files={debs}"))
        .hasMessage(
            "\"upload --files={debs}\" has {debs}, which stands for several words, within a word:"
                + " write it as a word of its own, or {deb} for one package at a time");
    assertThat(CommandLine.parse("upload {debs} --file={deb}").words()).hasSize(3);
  }

  @Test
  void parseWhenAQuoteIsLeftOpenOrNothingIsThereRefuses() {
    assertThatThrownBy(() -> CommandLine.parse("reprepro 'x"))
        .hasMessage("\"reprepro 'x\" leaves a quote open: close it");
    assertThatThrownBy(() -> CommandLine.parse("  "))
        .hasMessage("there is no command: write one, or leave it out");
  }
}
