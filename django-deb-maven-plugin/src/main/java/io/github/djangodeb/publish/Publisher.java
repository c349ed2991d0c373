package io.github.djangodeb.publish;

import io.github.djangodeb.failure.BuildFailure;
import java.nio.file.Path;
import java.util.List;

/** A way to an apt repository. */
public interface Publisher {
  /**
   * Puts packages into the repository; those that are there already stay.
   *
   * @param debs in this order, so that a package comes after what it depends on
   */
  void publish(List<Path> debs) throws BuildFailure;
}
