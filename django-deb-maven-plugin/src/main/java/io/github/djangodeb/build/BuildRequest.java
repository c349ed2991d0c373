package io.github.djangodeb.build;

import io.github.djangodeb.env.PipSettings;
import io.github.djangodeb.name.ProjectNames;
import io.github.djangodeb.requirements.RequirementsChoice;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything that a pom says, checked.
 *
 * @param names the project's names
 * @param target the Debian that packages are built for
 * @param origin where the source comes from
 * @param projectDirectory the folder of manage.py, relative to the packaged source, if it is not
 *     found
 * @param requirements what is said about the project's requirements
 * @param pip pip's settings
 * @param sites the sites, one at least
 * @param allSites whether the project has no others, so that what lies in {@code target/} of
 *     another is of an earlier pom
 * @param packaging how packages are written
 */
public record BuildRequest(
    ProjectNames names,
    Target target,
    Origin origin,
    Optional<String> projectDirectory,
    RequirementsChoice requirements,
    PipSettings pip,
    List<SiteRequest> sites,
    boolean allSites,
    Packaging packaging) {
  public BuildRequest {
    Objects.requireNonNull(names);
    Objects.requireNonNull(target);
    Objects.requireNonNull(origin);
    Objects.requireNonNull(projectDirectory);
    Objects.requireNonNull(requirements);
    Objects.requireNonNull(pip);
    sites = List.copyOf(sites);
    Objects.requireNonNull(packaging);
    if (sites.isEmpty()) {
      throw new IllegalArgumentException("a project has one site at least");
    }
  }
}
