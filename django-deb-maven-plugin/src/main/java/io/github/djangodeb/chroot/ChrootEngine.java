package io.github.djangodeb.chroot;

import io.github.djangodeb.failure.BuildFailure;
import java.util.Optional;

/** One way to have a chroot on this machine. */
public interface ChrootEngine {
  /** The name that the parameter {@code engine} gives it. */
  String name();

  /**
   * Why it cannot make such a chroot on this machine, and what to do about it; nothing if it can.
   */
  Optional<String> obstacle(ChrootSpec spec);

  /** Why it is not taken unless the user names it, though it could work; mostly nothing. */
  default Optional<String> reservation(ChrootSpec spec) {
    return Optional.empty();
  }

  /**
   * Sees that this machine runs the programs of such a chroot, before anything is made: {@link
   * #prepare} would refuse it.
   *
   * @throws BuildFailure if it does not
   */
  default void require(ChrootSpec spec) throws BuildFailure {}

  /**
   * Does what an administrator has to do once, if there is such a thing and this user is one. Asked
   * for by the goal {@code chroot} alone where somebody calls it, and only of an engine that the
   * user names.
   *
   * @throws BuildFailure if it cannot be done
   */
  default void setUp(ChrootSpec spec) throws BuildFailure {}

  /**
   * Makes the chroot, or finds it made: base and packages, shared by all builds and never changed.
   *
   * <p>Where another build is making it, this one waits and then uses it.
   *
   * @throws BuildFailure if the mirror, the disk or a package fails it
   */
  Chroot prepare(ChrootSpec spec) throws BuildFailure;

  /**
   * What {@link #prepare} would do about the base; nothing is made or written. Nothing if this
   * engine makes none.
   */
  default Optional<BaseOutlook> outlook(ChrootSpec spec) {
    return Optional.empty();
  }

  /**
   * Opens a throw-away session over the chroot: what is changed in it is seen by no other session
   * and is gone when it is closed.
   *
   * @throws BuildFailure if the session cannot be set up
   */
  Session open(Chroot chroot) throws BuildFailure;

  /** Lets go of the chroots that were prepared; they may be prepared again. */
  default void close() {}
}
