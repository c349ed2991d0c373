package io.github.djangodeb.env;

import io.github.djangodeb.deb.Relation;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.failure.Problems;
import io.github.djangodeb.login.Address;
import io.github.djangodeb.login.LoginFiles;
import io.github.djangodeb.name.ContentHash;
import io.github.djangodeb.name.DebianVersion;
import io.github.djangodeb.name.TargetPath;
import io.github.djangodeb.requirements.Credentials;
import io.github.djangodeb.requirements.LocalTree;
import io.github.djangodeb.requirements.Requirements;
import io.github.djangodeb.requirements.UnpinnedPolicy;
import io.github.djangodeb.requirements.Variables;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
  private static final int PACKAGING = 3;

  /** What programs that pip starts find in their environment, as {@code pip_install.py} sets it. */
  private static final SortedMap<String, String> ENVIRONMENT =
      Collections.unmodifiableSortedMap(
          new TreeMap<>(
              Map.of(
                  "LC_ALL", "C.UTF-8",
                  "PYTHONHASHSEED", "0",
                  "SOURCE_DATE_EPOCH", Long.toString(TIMESTAMP.getEpochSecond()),
                  "TZ", "UTC")));

  private static final String TREE = "/build/tree";
  private static final int SHORTEST_SECRET = 4;

  static EnvPlan of(EnvRequest request) throws BuildFailure {
    Optional<Wheelhouse> wheelhouse = Optional.empty();
    if (request.pip().wheelhouse().isPresent()) {
      wheelhouse = Optional.of(new Wheelhouse(request.pip().wheelhouse().get()));
    }
    EnvConfiguration configuration =
        new EnvConfiguration(
            request.chroot().suite(),
            request.chroot().architecture(),
            request.requirements(),
            request.relations(),
            PipAccessResolver.resolve(request.pip(), request.folder()),
            wheelhouse.isPresent() ? wheelhouse.get().lines(request.requirements()) : List.of(),
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

  /** The package's file, by Debian's rule. */
  String fileName() {
    return packageName() + "_" + version() + "_" + request.chroot().architecture() + ".deb";
  }

  /** By what it is found where machines share virtualenvs. */
  SharedEnvs.Key sharedKey() {
    return new SharedEnvs.Key(packageName(), configuration.architecture(), request.revision());
  }

  /** What of the environment that it is built in decides its bytes. */
  SortedMap<String, String> environment() {
    return ENVIRONMENT;
  }

  /** The hash over everything that goes into the package. */
  String key() {
    List<String> all = new ArrayList<>(configuration.lines());
    all.add("packaging " + PACKAGING);
    all.add("programs " + EnvPrograms.digest());
    all.add("package " + packageName());
    all.add("version " + version());
    all.add("architecture " + configuration.architecture());
    all.add("maintainer " + request.maintainer());
    all.add("compression " + request.compression());
    return ContentHash.sha256(String.join("\n", all).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Refuses what cannot be built so, before any work.
   *
   * @throws BuildFailure the user's
   */
  void check() throws BuildFailure {
    Requirements requirements = request.requirements();
    if (request.unpinned() == UnpinnedPolicy.FAIL && !unpinned().isEmpty()) {
      throw BuildFailure.ofUser(
          unpinnedIn(", and <unpinned> is fail: ")
              + ". Let a tool such as pip-compile, uv or Poetry write exact ones.");
    }
    if (request.pip().wheelhouse().isPresent() && !requirements.addresses().isEmpty()) {
      throw BuildFailure.ofUser(
          requirements.file()
              + " names addresses, and with <wheelhouse> nothing is fetched: put these into the"
              + " folder, and name the project alone: "
              + Credentials.mask(String.join(", ", requirements.addresses())));
    }
    // What the requirements ask of the environment and of settings.xml is there.
    order();
  }

  /** Whole sentences about what is unwise in the request. */
  List<String> warnings() {
    Requirements requirements = request.requirements();
    List<String> warnings = new ArrayList<>(requirements.warnings());
    if (request.unpinned() == UnpinnedPolicy.WARN && !unpinned().isEmpty()) {
      warnings.add(
          unpinnedIn(", so what is installed depends on the day on which it is built: ")
              + ". Let a tool such as pip-compile, uv or Poetry write exact ones;"
              + " <unpinned>ignore</unpinned> ends this warning");
    }
    PipSettings pip = request.pip();
    if (requirements.namesIndex() && !pip.of(PipOption.INDEX_URL).isEmpty()) {
      warnings.add(
          requirements.file()
              + " has an --index-url, which pip asks in place of "
              + pip.origin(PipOption.INDEX_URL)
              + ": remove one of them");
    }
    return warnings;
  }

  /** With the file of each, as one may include others. */
  private String unpinnedIn(String consequence) {
    SortedMap<String, List<String>> byFile = new TreeMap<>();
    unpinned()
        .forEach(
            one ->
                byFile
                    .computeIfAbsent(request.requirements().fileOf(one), file -> new ArrayList<>())
                    .add(one));
    boolean single = byFile.size() == 1;
    String named =
        byFile.entrySet().stream()
            .map(
                entry ->
                    String.join(", ", entry.getValue()) + (single ? "" : " in " + entry.getKey()))
            .collect(Collectors.joining("; "));
    return String.join(" and ", byFile.keySet())
        + (single ? " has" : " have")
        + " requirements without an exact version"
        + consequence
        + Credentials.mask(named);
  }

  private List<String> unpinned() {
    return request.requirements().unpinned(configuration.pip().pinned());
  }

  boolean needsTree() {
    return !request.requirements().trees().isEmpty();
  }

  /** Where a requirement of the source tree is built. */
  private record Source(String from, String to) {}

  /** The file that {@code build_env.py} reads. */
  record Order(
      String prefix,
      List<List<String>> requirements,
      List<String> constraints,
      boolean whole,
      Map<String, String> pip,
      List<String> netrc,
      List<String> gitCredentials,
      Map<String, String> relays,
      List<String> authorities,
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
    PipAccess pip = configuration.pip();
    Requirements requirements =
        request.pip().wheelhouse().isPresent()
            ? request.requirements().withoutLocations()
            : request.requirements();
    String source = sourceInChroot();
    List<String> constraints = new ArrayList<>(requirements.constraintsForPip(source));
    constraints.addAll(pip.constraints());
    Access access = new Access();
    SortedMap<String, String> settings = new TreeMap<>();
    for (Map.Entry<String, String> variable : pip.variables().entrySet()) {
      settings.put(variable.getKey(), access.files.without(variable.getValue()));
    }
    List<List<String>> files = new ArrayList<>();
    for (List<String> lines : requirements.forPip(source)) {
      files.add(access.bare(lines));
    }
    return new Order(
        prefix().text(),
        files,
        access.bare(constraints),
        requirements.whole(),
        settings,
        access.files.netrc(),
        access.files.gitCredentials(),
        pip.relays(),
        pip.authorities(),
        access.secrets(),
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

  /** What opens indexes and repositories, taken out of all that names them. */
  private final class Access {
    private final SortedMap<String, String> variables = variables();
    private final LoginFiles files = new LoginFiles(request.pip().logins());

    Access() throws BuildFailure {
      Optional<String> server = request.pip().indexServerId();
      List<String> index = request.pip().of(PipOption.INDEX_URL);
      if (server.isPresent() && !index.isEmpty()) {
        files.give(index.get(0), server.get(), "indexServerId");
      }
    }

    /** The same lines with the values of their variables, and without the logins in them. */
    List<String> bare(List<String> lines) throws BuildFailure {
      List<String> bare = new ArrayList<>();
      for (String line : lines) {
        bare.add(files.without(Variables.expand(line, variables)));
      }
      return bare;
    }

    /** What must not be printed. */
    List<String> secrets() {
      Stream<String> proxies =
          configuration.pip().relays().values().stream()
              .flatMap(address -> Address.of(address).flatMap(Address::login).stream())
              .flatMap(login -> Stream.of(login.password(), Address.encode(login.password())));
      return Stream.of(variables.values().stream(), files.secrets().stream(), proxies)
          .flatMap(secrets -> secrets)
          .filter(secret -> secret.length() >= SHORTEST_SECRET)
          .distinct()
          .toList();
    }
  }
}
