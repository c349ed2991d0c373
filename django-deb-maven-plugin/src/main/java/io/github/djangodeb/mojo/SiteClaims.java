package io.github.djangodeb.mojo;

import io.github.djangodeb.build.SiteRequest;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.SiteNames;
import java.util.List;
import java.util.Map;

/**
 * The sites of all projects of one Maven run. Two that would have one user, one database and one
 * command on their host are refused: {@code shop-berlin}, and the variant {@code berlin} of {@code
 * shop}.
 */
final class SiteClaims {
  private static final String KEY = SiteClaims.class.getName();

  /** What Maven keeps for a run; of types that each of its class loaders knows. */
  private final Map<String, Object> run;

  SiteClaims(Map<String, Object> run) {
    this.run = run;
  }

  /**
   * Notes the sites of a project.
   *
   * @throws BuildFailure the user's, if one has the name of another one's
   */
  void claim(List<SiteRequest> sites) throws BuildFailure {
    for (SiteRequest site : sites) {
      claim(site.names());
    }
  }

  private void claim(SiteNames names) throws BuildFailure {
    String key = KEY + ":" + names.unit();
    Object owner;
    // Projects may be built side by side.
    synchronized (run) {
      owner = run.putIfAbsent(key, names.sitePackage());
    }
    if (owner != null && !owner.equals(names.sitePackage())) {
      throw BuildFailure.ofUser(
          "The sites of the packages "
              + owner
              + " and "
              + names.sitePackage()
              + " would both have the user, the database and the command \""
              + names.unit()
              + "\" on their host: choose another <name> or <variant> for one of them.");
    }
  }
}
