package io.github.djangodeb.wrapper;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.process.Outcome;
import io.github.djangodeb.process.ProcessLauncher;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuthorTest {
  /** A git with these settings. */
  private static ProcessLauncher git(Map<String, String> settings) {
    return (command, log, lines) -> {
      List<String> arguments = command.arguments();
      assertThat(arguments).startsWith("git", "-C", "/project", "config", "--get");
      Optional<String> value = Optional.ofNullable(settings.get(arguments.get(5)));
      value.ifPresent(lines);
      return new Outcome(value.isPresent() ? 0 : 1, List.of(), log);
    };
  }

  private static Optional<Author> ask(ProcessLauncher git) {
    return Author.ofGit(git, Path.of("/project"));
  }

  @Test
  void ofGitWhenBothAreSetIsThatPerson() {
    assertThat(ask(git(Map.of("user.name", "Ada Lovelace", "user.email", "ada@example.org"))))
        .hasToString("Optional[Ada Lovelace <ada@example.org>]");
  }

  @Test
  void ofGitWhenOneIsNotSetOrThereIsNoGitIsNobody() {
    assertThat(ask(git(Map.of("user.name", "Ada Lovelace")))).isEmpty();
    assertThat(ask(git(Map.of("user.email", "ada@example.org")))).isEmpty();
    assertThat(ask(git(Map.of("user.name", " ", "user.email", "ada@example.org")))).isEmpty();
    assertThat(
            ask(
                (command, log, lines) -> {
                  throw BuildFailure.ofMachine("no git", new java.io.IOException());
                }))
        .isEmpty();
  }
}
