package io.github.djangodeb.env;

import java.util.List;
import java.util.Objects;

/**
 * A Python project that is installed in a virtualenv.
 *
 * @param name as it spells itself
 * @param version its version
 * @param purl its package URL; empty for what is part of the source itself
 * @param sha256 of the archive that it came in; empty if pip does not tell it
 * @param expression an SPDX expression of its licence; empty if it states none
 * @param names otherwise what it calls its licences, which may be nothing
 */
public record Distribution(
    String name,
    String version,
    String purl,
    String sha256,
    String expression,
    List<String> names) {
  public Distribution {
    Objects.requireNonNull(name);
    Objects.requireNonNull(version);
    Objects.requireNonNull(purl);
    Objects.requireNonNull(sha256);
    Objects.requireNonNull(expression);
    names = List.copyOf(names);
  }

  /** What the list of a virtualenv's parts calls it. */
  String reference() {
    return purl.isEmpty() ? name + "@" + version : purl;
  }
}
