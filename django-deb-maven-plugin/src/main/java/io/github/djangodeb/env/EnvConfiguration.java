package io.github.djangodeb.env;

import io.github.djangodeb.deb.Relations;
import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.ContentHash;
import io.github.djangodeb.name.Suite;
import io.github.djangodeb.requirements.Requirements;
import java.util.ArrayList;
import java.util.List;

/**
 * All that decides what a virtualenv holds, in one spelling; the package's name has its hash.
 *
 * <p>That hash is the same for every architecture, as Debian's names of packages are: a site's
 * package is for all of them, and names the virtualenv.
 *
 * @param suite the Debian release
 * @param architecture its architecture
 * @param requirements what the project requires
 * @param relations the Debian packages that it is built with
 * @param pip pip's settings; of these only what decides what is installed counts
 * @param archives those that pip may choose from, where it sees no others
 * @param revision 1, or more to have the same built again
 */
record EnvConfiguration(
    Suite suite,
    Architecture architecture,
    Requirements requirements,
    Relations relations,
    PipAccess pip,
    List<String> archives,
    int revision) {
  /** Raised when the same configuration is to give another virtualenv than before. */
  private static final int LAYOUT = 1;

  /**
   * The configuration as lines, but for the architecture.
   *
   * <p>Where pip looks does not count: a mirror gives what the index gives, and a workstation and
   * the build server, which use different ones, must agree on the name. A folder of the source tree
   * counts, for it changes with the commit.
   */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("layout " + LAYOUT);
    lines.add("suite " + suite);
    requirements.canonical().forEach(line -> lines.add("requirement " + line));
    requirements.trees().forEach(tree -> lines.add("tree " + tree.path() + " " + tree.digest()));
    pip.choices().forEach(choice -> lines.add("option " + choice));
    pip.constraints().forEach(constraint -> lines.add("constraint " + constraint));
    archives.forEach(archive -> lines.add("archive " + archive));
    relations.texts().forEach(relation -> lines.add("debian " + relation));
    if (revision > 1) {
      // Another name, so that it does not change under the site that runs on the one before.
      lines.add("revision " + revision);
    }
    return lines;
  }

  ContentHash hash() {
    return ContentHash.ofText(String.join("\n", lines()));
  }

  /**
   * The name of the folder with pip's cache. What pip compiled once it takes again, so a release's
   * libraries, the packages that were there to compile against and the compiler must be the same.
   */
  String cacheName() {
    String built = EnvPrograms.compilerDigest() + "\n" + String.join("\n", relations.texts());
    return suite + "-" + architecture + "-" + ContentHash.ofText(built);
  }

  /** The lines of the requirements file that the package holds. */
  List<String> requirementsText() {
    List<String> lines = new ArrayList<>(pip.choices());
    lines.addAll(requirements.canonical());
    pip.constraints().forEach(constraint -> lines.add("# constraint: " + constraint));
    return lines;
  }
}
