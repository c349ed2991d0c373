package io.github.djangodeb.git;

import io.github.djangodeb.login.Logins;
import io.github.djangodeb.network.WebAccess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Where tests get commits from, which notes what is told and locked. */
final class RecordedGit {
  private final Path folder;
  private final List<String> told = new ArrayList<>();

  /**
   * @param folder for its clones and for what is exported
   */
  RecordedGit(Path folder) {
    this.folder = folder;
  }

  List<String> told() {
    return told;
  }

  GitSource source() {
    GitEvents events =
        new GitEvents() {
          @Override
          public void fetching(String url, boolean first) {
            told.add((first ? "first " : "again ") + url);
          }

          @Override
          public void progress(String task, int percent) {}

          @Override
          public void fetched(String url, Duration howLong) {}

          @Override
          public void untracked(List<String> paths) {
            told.add("untracked " + paths);
          }
        };
    return new GitSource(
        folder.resolve("cache"),
        (name, what) -> {
          told.add("lock " + what);
          return () -> told.add("unlock");
        },
        Logins.NONE,
        WebAccess.NONE,
        events);
  }

  Path export(Commit commit) throws Exception {
    Path target = Files.createTempDirectory(folder, "exported");
    commit.export(target);
    return target;
  }
}
