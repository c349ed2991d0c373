package io.github.djangodeb.env;

import io.github.djangodeb.failure.BuildFailure;
import java.nio.file.Path;
import java.util.Optional;

/** Where virtualenvs lie that another machine has built. */
public interface SharedEnvs {
  /**
   * A packaged virtualenv, as it came from there.
   *
   * @param deb the package
   * @param description what {@link SharedEnv#describe} wrote of it
   */
  record Found(Path deb, Path description) {}

  /**
   * Looks for one. Nothing that goes wrong stops the build, which can make it itself.
   *
   * @param packageName which has a hash of all that decides what is in it
   * @param revision the first part of its version
   */
  Optional<Found> find(String packageName, int revision);

  /** Where a virtualenv was seen. */
  enum Sighting {
    NOWHERE,
    LOCAL_REPOSITORY,
    REPOSITORY
  }

  /**
   * Where {@link #find} would find one; it is not fetched.
   *
   * @param packageName as there
   * @param revision as there
   */
  default Sighting look(String packageName, int revision) throws BuildFailure {
    return Sighting.NOWHERE;
  }

  /** For who builds all by themselves. */
  static SharedEnvs none() {
    return (packageName, revision) -> Optional.empty();
  }
}
