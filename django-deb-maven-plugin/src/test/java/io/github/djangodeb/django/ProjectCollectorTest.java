package io.github.djangodeb.django;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.chroot.Session;
import io.github.djangodeb.chroot.SessionCommand;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.TargetPath;
import io.github.djangodeb.process.Outcome;
import io.github.djangodeb.requirements.RequirementsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectCollectorTest {
  @TempDir Path work;

  private final List<String> arguments = new ArrayList<>();
  private String reason = "";

  /** One in which the settings cannot be used. */
  private final class RefusingSession implements Session {
    @Override
    public Outcome run(SessionCommand command, Path log, Consumer<String> lines) {
      arguments.addAll(command.arguments());
      try {
        Files.writeString(work.resolve("reason.txt"), reason);
      } catch (IOException refused) {
        throw new UncheckedIOException(refused);
      }
      return new Outcome(3, List.of("KeyError: 'MAIL'"), Path.of("/logs/collect.log"));
    }

    @Override
    public void close() {}
  }

  private void collect() throws BuildFailure {
    new ProjectCollector(
            new RefusingSession(),
            work,
            new RequirementsFile("deploy/production.txt", false),
            List.of("wsgi", "auto", "wsgi"))
        .collect(
            new DjangoProject("backend", "shop.settings"),
            new TargetPath("/usr/lib/shop-env/0"),
            new TargetPath("/usr/lib/shop-src/0"),
            Map.of());
  }

  @Test
  void collectWhenTheReasonIsKnownBeginsWithIt() {
    reason = "MAIL is not among what a site provides.";
    assertThatThrownBy(this::collect)
        .hasMessage(
            "MAIL is not among what a site provides.\n"
                + "KeyError: 'MAIL'\n(the whole log: /logs/collect.log)");
    assertThat(arguments)
        .endsWith(
            "/build/site/reason.txt", "/usr/lib/shop-src/0", "deploy/production.txt", "auto,wsgi");
    assertThat(work.resolve("told_failure.py")).exists();
  }

  @Test
  void collectWhenTheReasonIsNotKnownNamesTheFileOfRequirements() {
    assertThatThrownBy(this::collect)
        .hasMessage(
            "The settings module \"shop.settings\" (<settings>) cannot be used. What it imports"
                + " must be in deploy/production.txt, and what it reads from its environment must"
                + " have a default:\nKeyError: 'MAIL'\n(the whole log: /logs/collect.log)");
  }
}
