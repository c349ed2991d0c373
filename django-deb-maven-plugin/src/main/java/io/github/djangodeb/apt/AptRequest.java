package io.github.djangodeb.apt;

import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.Name;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Packages to put into a repository.
 *
 * @param folder the repository's
 * @param place which part of it
 * @param project whose packages they are: others in the repository are left alone
 * @param architecture one that has an index, also while all packages are for every architecture
 * @param debs the packages
 * @param keepVersions how many versions of each site's package stay; 0 for all
 * @param origin what the repository calls itself; if not given what it is called, and a new one is
 *     named after the project
 * @param now when it is written
 * @param validFor for how long apt takes it
 */
public record AptRequest(
    Path folder,
    AptSuite place,
    Name project,
    Architecture architecture,
    List<Path> debs,
    int keepVersions,
    Optional<String> origin,
    Instant now,
    Optional<Duration> validFor) {
  public AptRequest {
    folder = folder.toAbsolutePath().normalize();
    Objects.requireNonNull(place);
    Objects.requireNonNull(project);
    Objects.requireNonNull(architecture);
    debs = List.copyOf(debs);
    Objects.requireNonNull(origin);
    Objects.requireNonNull(now);
    Objects.requireNonNull(validFor);
    if (keepVersions < 0) {
      throw new IllegalArgumentException(keepVersions + " is no number of versions");
    }
  }

  /** Where the suite's release file lies. */
  Path suiteFolder() {
    return folder.resolve("dists").resolve(place.suite());
  }

  /** Where the packages of all projects lie, relative to the repository. */
  String pool() {
    return "pool/" + place.suite() + "/" + place.component();
  }

  /** Where the project's packages lie, relative to the repository. */
  String projectPool() {
    return pool() + "/" + project.text().charAt(0) + "/" + project;
  }
}
