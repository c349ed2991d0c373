package io.github.djangodeb.git;

import java.time.Duration;
import java.util.List;

/** What reading git tells whoever watches the build. Addresses come without passwords. */
public interface GitEvents {
  /**
   * A repository is being fetched.
   *
   * @param first whether for the first time, which may take long
   */
  void fetching(String url, boolean first);

  /** How far that is. */
  void progress(String task, int percent);

  /** The repository was fetched. */
  void fetched(String url, Duration howLong);

  /** The clone is not what was fetched; it is cloned again. */
  default void damaged(String url, String how) {}

  /** The repository is not asked: what was fetched before is taken. */
  default void offline(String url) {}

  /**
   * Files and folders that git neither tracks nor ignores, and that are therefore not packaged.
   *
   * @param paths within the repository; folders end in a slash
   */
  void untracked(List<String> paths);

  /** A listener for those who want to know nothing. */
  static GitEvents none() {
    return new GitEvents() {
      @Override
      public void fetching(String url, boolean first) {}

      @Override
      public void progress(String task, int percent) {}

      @Override
      public void fetched(String url, Duration howLong) {}

      @Override
      public void untracked(List<String> paths) {}
    };
  }
}
