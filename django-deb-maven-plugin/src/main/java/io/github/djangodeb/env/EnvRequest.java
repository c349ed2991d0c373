package io.github.djangodeb.env;

import io.github.djangodeb.chroot.ChrootSpec;
import io.github.djangodeb.deb.Compression;
import io.github.djangodeb.deb.Relations;
import io.github.djangodeb.name.ProjectNames;
import io.github.djangodeb.requirements.Requirements;
import io.github.djangodeb.requirements.UnpinnedPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A virtualenv to package.
 *
 * @param names gives the package's name and paths
 * @param chroot where it is built; the packages that building needs are added
 * @param requirements what the project requires
 * @param unpinned what is done about requirements without an exact version
 * @param relations the project's own list of Debian packages ({@code venv-debian-requirements.txt})
 * @param pip pip's settings
 * @param environment where the values of the requirements' variables are found
 * @param sourceTree the exported source, which the requirements may name parts of
 * @param folder the pom's: what local paths among pip's settings are relative to
 * @param revision the first part of the package's version, from 1; another one builds it anew
 * @param maintainer {@code Name <address>}
 * @param compression of the package
 * @param logs where logs are written
 */
public record EnvRequest(
    ProjectNames names,
    ChrootSpec chroot,
    Requirements requirements,
    UnpinnedPolicy unpinned,
    Relations relations,
    PipSettings pip,
    Map<String, String> environment,
    Path sourceTree,
    Path folder,
    int revision,
    String maintainer,
    Compression compression,
    Path logs) {
  /**
   * What building any virtualenv needs. The compiler is always there: a requirement that compiles
   * should not need a line in a file before the libraries that it compiles against are named.
   */
  private static final List<String> TOOLS =
      List.of("build-essential", "python3-dev", "python3-pip");

  public EnvRequest {
    Objects.requireNonNull(names);
    Objects.requireNonNull(chroot);
    Objects.requireNonNull(requirements);
    Objects.requireNonNull(unpinned);
    Objects.requireNonNull(relations);
    Objects.requireNonNull(pip);
    environment = Map.copyOf(environment);
    Objects.requireNonNull(sourceTree);
    Objects.requireNonNull(folder);
    Objects.requireNonNull(maintainer);
    Objects.requireNonNull(compression);
    Objects.requireNonNull(logs);
    if (revision < 1) {
      throw new IllegalArgumentException(revision + " is no revision: use 1 or more");
    }
  }

  /** The Debian relations that the chroot needs in which it is built. */
  public SortedSet<String> chrootPackages() {
    SortedSet<String> packages = new TreeSet<>(TOOLS);
    packages.addAll(relations.texts());
    packages.addAll(requirements.fetchers());
    return packages;
  }

  /** Not the values of the environment, which may be secret. */
  @Override
  public String toString() {
    return "EnvRequest[" + names.name() + ", " + chroot.suite() + "]";
  }
}
