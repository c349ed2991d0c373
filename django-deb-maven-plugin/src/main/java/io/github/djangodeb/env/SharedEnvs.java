package io.github.djangodeb.env;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.Architecture;
import java.nio.file.Path;
import java.util.Objects;
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
   * By what one is found.
   *
   * @param packageName which has a hash of all that decides what is in it, but for the architecture
   * @param architecture which it is for
   * @param revision the first part of its version
   */
  record Key(String packageName, Architecture architecture, int revision) {
    public Key {
      Objects.requireNonNull(packageName);
      Objects.requireNonNull(architecture);
    }
  }

  /** Looks for one. Nothing that goes wrong stops the build, which can make it itself. */
  Optional<Found> find(Key wanted);

  /** Where a virtualenv was seen. */
  enum Sighting {
    NOWHERE,
    LOCAL_REPOSITORY,
    REPOSITORY
  }

  /** Where {@link #find} would find one; it is not fetched. */
  default Sighting look(Key wanted) throws BuildFailure {
    return Sighting.NOWHERE;
  }

  /** For who builds all by themselves. */
  static SharedEnvs none() {
    return wanted -> Optional.empty();
  }
}
