package io.github.djangodeb.process;

/** Ends a process tree when Maven is told to stop (Ctrl-C) while it runs. */
final class ShutdownGuard {
  private final Thread hook;

  ShutdownGuard(ProcessTree tree) {
    hook = new Thread(tree::end, "end of a command");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException alreadyStopping) {
      tree.end();
    }
  }

  /** The tree has ended by itself. */
  void remove() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyStopping) {
      // The hook runs now, and finds the tree gone.
      return;
    }
  }
}
