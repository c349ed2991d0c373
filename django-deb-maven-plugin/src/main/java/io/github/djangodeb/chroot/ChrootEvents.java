package io.github.djangodeb.chroot;

import io.github.djangodeb.name.Suite;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** What the engines tell whoever watches the build. */
public interface ChrootEvents {
  /** A base is being made: this takes half a minute and downloads some 50 MB. */
  void makingBase(Suite suite);

  /** A base is ready. */
  void madeBase(Suite suite, Duration took);

  /** A base was found ready. */
  void reusedBase(Suite suite, Duration age);

  /**
   * A base is older than it should be, and cannot be made anew: the old one is used.
   *
   * @param why the message of the failure
   */
  void keptOldBase(Suite suite, Duration age, String why);

  /** Which base is current was recorded in a file that is damaged: the newest one is. */
  default void recoveredBase(Suite suite) {}

  /** Packages are being installed on top of a base. */
  void makingLayer(Collection<String> packages);

  /** The layer with these packages is ready. */
  void madeLayer(Collection<String> packages, Duration took);

  /** The layer with these packages was found ready. */
  void reusedLayer(Collection<String> packages);

  /** A line that a tool wrote while a base or layer was made, for showing progress. */
  void progress(String line);

  /** An engine cannot work on this machine, so that {@code auto} tries the next. */
  void passedOver(String engine, String obstacle);

  /**
   * {@code auto} has chosen.
   *
   * @param passedOver the engines that come before and cannot work
   */
  void chosen(String engine, List<String> passedOver);

  /** Something was set up on this machine that an administrator will want to know. */
  void setUp(String what);

  /** What a build that was killed has left on this machine is put in order. */
  void mending(String what);

  /** A listener for those who want to know nothing. */
  static ChrootEvents none() {
    return new ChrootEvents() {
      @Override
      public void makingBase(Suite suite) {}

      @Override
      public void madeBase(Suite suite, Duration took) {}

      @Override
      public void reusedBase(Suite suite, Duration age) {}

      @Override
      public void keptOldBase(Suite suite, Duration age, String why) {}

      @Override
      public void makingLayer(Collection<String> packages) {}

      @Override
      public void madeLayer(Collection<String> packages, Duration took) {}

      @Override
      public void reusedLayer(Collection<String> packages) {}

      @Override
      public void progress(String line) {}

      @Override
      public void passedOver(String engine, String obstacle) {}

      @Override
      public void chosen(String engine, List<String> passedOver) {}

      @Override
      public void setUp(String what) {}

      @Override
      public void mending(String what) {}
    };
  }
}
