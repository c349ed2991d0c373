package io.github.djangodeb.chroot;

import io.github.djangodeb.failure.BuildFailure;

/** Gives the engine once something must be built; a build that finds all it needs asks for none. */
@FunctionalInterface
public interface EngineProvider {
  /**
   * The engine that works on this machine.
   *
   * @throws BuildFailure if none does
   */
  ChrootEngine get() throws BuildFailure;
}
