package io.github.djangodeb.wrapper;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.process.Command;
import io.github.djangodeb.process.Outcome;
import io.github.djangodeb.process.ProcessLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Who commits to a project, as git knows it: the first who can answer for its packages. */
public record Author(String name, String email) {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  public Author {
    Objects.requireNonNull(name);
    Objects.requireNonNull(email);
  }

  /**
   * Asks git.
   *
   * @param folder of the project
   * @return nothing if one of both is not set, or there is no git to ask
   */
  public static Optional<Author> ofGit(ProcessLauncher launcher, Path folder) {
    try {
      Path log = Files.createTempFile("git-config", ".log");
      try {
        Optional<String> name = setting(launcher, folder, log, "user.name");
        Optional<String> email = setting(launcher, folder, log, "user.email");
        return name.flatMap(known -> email.map(address -> new Author(known, address)));
      } finally {
        Files.deleteIfExists(log);
      }
    } catch (IOException | BuildFailure noGit) {
      // The pom is then written without, and the user told to name somebody.
      return Optional.empty();
    }
  }

  private static Optional<String> setting(
      ProcessLauncher launcher, Path folder, Path log, String key) throws BuildFailure {
    List<String> lines = new ArrayList<>();
    Command command =
        Command.of(List.of("git", "-C", folder.toString(), "config", "--get", key)).within(LIMIT);
    Outcome outcome = launcher.run(command, log, lines::add);
    return Optional.of(String.join(" ", lines).strip())
        .filter(value -> outcome.succeeded() && !value.isEmpty());
  }

  /** As a package's field has it. */
  @Override
  public String toString() {
    return name + " <" + email + ">";
  }
}
