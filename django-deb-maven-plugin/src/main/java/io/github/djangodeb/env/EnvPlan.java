package io.github.djangodeb.env;

import io.github.djangodeb.deb.Relation;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.failure.Problems;
import io.github.djangodeb.name.ContentHash;
import io.github.djangodeb.name.DebianVersion;
import io.github.djangodeb.name.TargetPath;
import io.github.djangodeb.requirements.LocalTree;
import io.github.djangodeb.requirements.Requirements;
import io.github.djangodeb.requirements.Variables;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What one request comes to: names, paths, and the order that the chroot is given.
 *
 * @param request what was asked for
 * @param configuration what decides the virtualenv's content
 * @param hash its hash
 */
record EnvPlan(EnvRequest request, EnvConfiguration configuration, ContentHash hash) {
  /**
   * The time that stands in the package for all its files. The same virtualenv belongs to many
   * commits, so it cannot be the time of one; it must not be the time of the build; and bytecode
   * does not look at it.
   */
  static final Instant TIMESTAMP = Instant.parse("2026-01-01T00:00:00Z");

  /** Raised when the same virtualenv is to be packaged in another way than before. */
  private static final int PACKAGING = 2;

  private static final String TREE = "/build/tree";
  private static final int SHORTEST_SECRET = 4;

  static EnvPlan of(EnvRequest request) throws BuildFailure {
    EnvConfiguration configuration =
        new EnvConfiguration(
            request.chroot().suite(),
            request.chroot().architecture(),
            request.requirements(),
            request.relations(),
            PipAccessResolver.resolve(request.pip(), request.folder()),
            request.revision());
    return new EnvPlan(request, configuration, configuration.hash());
  }

  String packageName() {
    return request.names().envPackage(hash);
  }

  TargetPath prefix() {
    return request.names().envDirectory(hash);
  }

  DebianVersion version() {
    return new DebianVersion(request.revision() + request.chroot().suite().versionSuffix());
  }

  /** The hash over everything that goes into the package. */
  String key() {
    List<String> all = new ArrayList<>(configuration.lines());
    all.add("packaging " + PACKAGING);
    all.add("programs " + EnvPrograms.digest());
    all.add("package " + packageName());
    all.add("version " + version());
    all.add("maintainer " + request.maintainer());
    all.add("compression " + request.compression());
    return ContentHash.sha256(String.join("\n", all).getBytes(StandardCharsets.UTF_8));
  }

  boolean needsTree() {
    return !request.requirements().trees().isEmpty();
  }

  /** Where a requirement of the source tree is built. */
  private record Source(String from, String to) {}

  /** The file that {@code build_env.py} reads. */
  record Order(
      String prefix,
      List<String> requirements,
      List<String> constraints,
      Map<String, String> pip,
      List<String> secrets,
      Object source,
      List<String> relations,
      long epoch) {
    /** Not its parts, which may be secret. */
    @Override
    public String toString() {
      return "Order[" + prefix + "]";
    }
  }

  /**
   * What the chroot is told.
   *
   * @throws BuildFailure the user's, if an environment variable that the requirements name is unset
   */
  Order order() throws BuildFailure {
    SortedMap<String, String> variables = variables();
    Requirements requirements = request.requirements();
    String source = sourceInChroot();
    List<String> constraints = new ArrayList<>(requirements.constraintsForPip(source));
    constraints.addAll(configuration.pip().constraints());
    return new Order(
        prefix().text(),
        expand(requirements.forPip(source), variables),
        expand(constraints, variables),
        configuration.pip().variables(),
        variables.values().stream().filter(value -> value.length() >= SHORTEST_SECRET).toList(),
        needsTree() ? new Source(TREE, source) : null,
        request.relations().all().stream().map(Relation::toString).toList(),
        TIMESTAMP.getEpochSecond());
  }

  /**
   * Named after its content: pip's cache knows what it built by the path that it was built from.
   */
  private String sourceInChroot() {
    String digests =
        request.requirements().trees().stream()
            .map(LocalTree::digest)
            .collect(Collectors.joining());
    return "/build/source-" + ContentHash.ofText(digests);
  }

  private SortedMap<String, String> variables() throws BuildFailure {
    Problems problems = new Problems();
    SortedMap<String, String> values = new TreeMap<>();
    for (String name : request.requirements().variables()) {
      String value = request.environment().get(name);
      if (value == null || value.isEmpty()) {
        problems.add(
            "The requirements name ${" + name + "}: set that environment variable when you build");
      } else {
        values.put(name, value);
      }
    }
    problems.throwIfAny();
    return values;
  }

  private static List<String> expand(List<String> lines, Map<String, String> variables) {
    return lines.stream().map(line -> Variables.expand(line, variables)).toList();
  }
}
