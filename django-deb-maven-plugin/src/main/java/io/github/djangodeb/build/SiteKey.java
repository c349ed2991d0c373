package io.github.djangodeb.build;

import io.github.djangodeb.cache.PluginFingerprint;
import io.github.djangodeb.deb.BuildInfo;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.ContentHash;
import io.github.djangodeb.name.DebianVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;

/**
 * By what the package of a site is found again.
 *
 * @param fileName its name by Debian's rule
 * @param text the hash over everything that goes into it, and nothing of other sites
 */
record SiteKey(String fileName, String text) {
  SiteKey {
    Objects.requireNonNull(fileName);
    Objects.requireNonNull(text);
  }

  /**
   * The key of one site.
   *
   * @param others the files of the packages of source and virtualenv
   * @param relations Debian relations that these need where they run
   * @throws BuildFailure the user's, if the Maven version cannot be one of Debian's
   */
  static SiteKey of(
      BuildRequest request,
      Source source,
      List<String> others,
      SortedSet<String> relations,
      SiteRequest site)
      throws BuildFailure {
    String all =
        String.join(
            "\n",
            PluginFingerprint.text(),
            site.toString(),
            request.packaging().mavenVersion(),
            request.packaging().maintainer(),
            request.packaging().homepage(),
            request.packaging().compression().toString(),
            request.target().suite().toString(),
            request.target().architecture().toString(),
            source.identity(),
            source.time().toString(),
            request.packaging().fileTime(source.time()).toString(),
            source.projects().get(site.names()).toString(),
            String.join("\n", others),
            relations.toString());
    return new SiteKey(
        site.names().sitePackage()
            + "_"
            + version(request, source)
            + "_"
            + Architecture.ALL
            + ".deb",
        ContentHash.sha256(all.getBytes(StandardCharsets.UTF_8)));
  }

  /** The package and its record. */
  List<String> fileNames() {
    return List.of(fileName, BuildInfo.nameFor(fileName));
  }

  /** The version of all sites. */
  static DebianVersion version(BuildRequest request, Source source) throws BuildFailure {
    String version = request.packaging().mavenVersion();
    try {
      return DebianVersion.ofMaven(version, source.time());
    } catch (IllegalArgumentException refused) {
      throw BuildFailure.ofUser("<version>: " + refused.getMessage() + ".", refused);
    }
  }
}
