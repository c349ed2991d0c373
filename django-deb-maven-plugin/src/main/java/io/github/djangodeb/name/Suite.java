package io.github.djangodeb.name;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A Debian release that packages are built for. */
public enum Suite {
  BOOKWORM("bookworm", 12),
  TRIXIE("trixie", 13),
  FORKY("forky", 14);

  private final String codename;
  private final int release;

  Suite(String codename, int release) {
    this.codename = codename;
    this.release = release;
  }

  /**
   * The suite of that code name.
   *
   * @throws IllegalArgumentException if this plugin knows none of that name
   */
  public static Suite ofCodename(String codename) {
    return Arrays.stream(values())
        .filter(suite -> suite.codename.equals(codename))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "\""
                        + codename
                        + "\" is no Debian release this plugin knows: use one of "
                        + Arrays.stream(values())
                            .map(Suite::codename)
                            .collect(Collectors.joining(", "))));
  }

  /** The code name, as mirrors and apt use it: {@code trixie}. */
  public String codename() {
    return codename;
  }

  /** The release's number: 13. */
  public int release() {
    return release;
  }

  /** What a package rebuilt for this release appends to its version: {@code +deb13}. */
  public String versionSuffix() {
    return "+deb" + release;
  }

  @Override
  public String toString() {
    return codename;
  }
}
