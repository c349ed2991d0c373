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
  void parseWhenAQuoteIsLeftOpenOrNothingIsThereRefuses() {
    assertThatThrownBy(() -> CommandLine.parse("reprepro 'x"))
        .hasMessage("\"reprepro 'x\" leaves a quote open: close it");
    assertThatThrownBy(() -> CommandLine.parse("  "))
        .hasMessage("there is no command: write one, or leave it out");
  }
}
