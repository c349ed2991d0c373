package io.github.djangodeb.deb;

import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.DebianVersion;
import java.util.List;
import java.util.Objects;

/**
 * A binary package's control file (Policy 5.3).
 *
 * @param name the package
 * @param version its version
 * @param architecture its architecture
 * @param maintainer {@code Name <address>}
 * @param section such as {@code web}
 * @param depends relations, each as it stands between two commas (Policy 7.1)
 * @param recommends likewise
 * @param homepage an address, or empty
 * @param synopsis the description's first line
 * @param description the description's paragraphs, each one line here
 */
public record ControlFields(
    String name,
    DebianVersion version,
    Architecture architecture,
    String maintainer,
    String section,
    List<String> depends,
    List<String> recommends,
    String homepage,
    String synopsis,
    List<String> description) {
  public ControlFields {
    Objects.requireNonNull(name);
    Objects.requireNonNull(version);
    Objects.requireNonNull(architecture);
    Objects.requireNonNull(maintainer);
    Objects.requireNonNull(section);
    depends = List.copyOf(depends);
    recommends = List.copyOf(recommends);
    Objects.requireNonNull(homepage);
    Objects.requireNonNull(synopsis);
    description = List.copyOf(description);
  }

  /** The file's name by Debian's rule: {@code shop-site_1.2_all.deb}. */
  public String fileName() {
    return name + "_" + version + "_" + architecture + ".deb";
  }
}
