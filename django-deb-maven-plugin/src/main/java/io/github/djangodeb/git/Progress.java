package io.github.djangodeb.git;

import org.eclipse.jgit.lib.BatchingProgressMonitor;

/** Tells the progress of a fetch, at most twice a second. */
final class Progress extends BatchingProgressMonitor {
  private final GitEvents events;

  Progress(GitEvents events) {
    this.events = events;
  }

  @Override
  protected void onUpdate(String task, int done, java.time.Duration duration) {
    // Without a total there is no telling how far it is.
  }

  @Override
  protected void onEndTask(String task, int done, java.time.Duration duration) {
    // The end of the whole is told by who fetches.
  }

  @Override
  protected void onUpdate(
      String task, int done, int total, int percent, java.time.Duration duration) {
    events.progress(task, percent);
  }

  @Override
  protected void onEndTask(
      String task, int done, int total, int percent, java.time.Duration duration) {
    // Likewise.
  }
}
