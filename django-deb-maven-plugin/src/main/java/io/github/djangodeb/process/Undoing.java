package io.github.djangodeb.process;

/**
 * What has to be undone when Maven is told to stop (Ctrl-C) in the midst of it. Registered before
 * the thing exists.
 */
public final class Undoing implements AutoCloseable {
  private final Thread hook;

  /**
   * @param undo what is done then; may be called while another thread does the same
   */
  public Undoing(Runnable undo) {
    hook = new Thread(undo, "undoing");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException stopping) {
      throw new IllegalStateException("Maven was told to stop", stopping);
    }
  }

  /** It is undone. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException stopping) {
      // The hook runs now, and finds it undone.
      return;
    }
  }
}
