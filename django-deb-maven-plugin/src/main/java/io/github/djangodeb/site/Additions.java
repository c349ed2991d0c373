package io.github.djangodeb.site;

import java.util.Objects;
import java.util.Optional;

/**
 * Files that a site's package has from beside its pom.
 *
 * @param templates over the project's
 * @param nginx of the site's server
 */
public record Additions(Optional<Templates> templates, Optional<NginxAdditions> nginx) {
  /** None. */
  public static final Additions NONE = new Additions(Optional.empty(), Optional.empty());

  public Additions {
    Objects.requireNonNull(templates);
    Objects.requireNonNull(nginx);
  }
}
