package io.github.djangodeb.mojo;

import static io.github.djangodeb.mojo.Parameters.given;
import static io.github.djangodeb.mojo.Parameters.list;

import io.github.djangodeb.build.BuildRequest;
import io.github.djangodeb.build.Origin;
import io.github.djangodeb.build.OutputTimestamp;
import io.github.djangodeb.build.Packaging;
import io.github.djangodeb.build.SiteRequest;
import io.github.djangodeb.build.SourceDateEpoch;
import io.github.djangodeb.build.Target;
import io.github.djangodeb.chroot.Engines;
import io.github.djangodeb.chroot.SchrootPlace;
import io.github.djangodeb.deb.Compression;
import io.github.djangodeb.deb.ControlFields;
import io.github.djangodeb.deb.Relation;
import io.github.djangodeb.env.PipOption;
import io.github.djangodeb.env.PipSettings;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.failure.Problems;
import io.github.djangodeb.login.Address;
import io.github.djangodeb.login.Netrc;
import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.DebianVersion;
import io.github.djangodeb.name.Name;
import io.github.djangodeb.name.ProjectNames;
import io.github.djangodeb.name.Suite;
import io.github.djangodeb.requirements.ProjectName;
import io.github.djangodeb.requirements.RequirementsChoice;
import io.github.djangodeb.requirements.Selection;
import io.github.djangodeb.requirements.UnpinnedPolicy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.maven.model.Developer;

/** Turns a goal's parameters into a checked request; all faults come in one failure. */
final class Requests {
  private static final Duration FOREVER = Duration.ofDays(Integer.MAX_VALUE);

  private final DjangoDebMojo goal;
  private final Problems problems = new Problems();
  private final Parameters parameters = new Parameters(problems);

  Requests(DjangoDebMojo goal) {
    this.goal = goal;
  }

  /**
   * The request.
   *
   * @throws BuildFailure the user's, with every fault
   */
  BuildRequest request() throws BuildFailure {
    refuseUnknown();
    refuseControlCharacters();
    refuseLogins();
    Optional<Name> name = parameters.required("name", goal.name, this::name);
    Sites sites = new Sites(goal, problems);
    List<SiteRequest> read = sites.read(name);
    Optional<Target> target = target();
    Optional<Packaging> packaging = packaging();
    RequirementsChoice requirements = requirements();
    PipSettings pip = pip();
    Optional<Instant> latest = latest();
    problems.throwIfAny();
    return new BuildRequest(
        new ProjectNames(name.orElseThrow()),
        target.orElseThrow(),
        new Origin(
            goal.project.getBasedir().toPath(),
            given(goal.repository),
            given(goal.revision),
            goal.allowDirty,
            given(goal.sourceDirectory),
            latest,
            aside(),
            goal.session.isOffline()),
        given(goal.projectDirectory),
        requirements,
        pip,
        read,
        sites.haveVariants(),
        packaging.orElseThrow());
  }

  /** By default it is one that is meant for something else. */
  private Name name(String text) {
    try {
      return new Name(text);
    } catch (IllegalArgumentException refused) {
      if (!text.equals(goal.project.getArtifactId())) {
        throw refused;
      }
      throw new IllegalArgumentException(
          refused.getMessage() + " (it is the <artifactId>, unless the pom has a <name> for it)",
          refused);
    }
  }

  private void refuseUnknown() {
    UnknownParameters unknown = UnknownParameters.ofPluginOf(goal.execution);
    unknown.check(goal.project, goal.execution, problems);
    unknown.check(goal.project, goal.session, problems);
    if (goal.variantElements != null) {
      goal.variantElements.tell(problems, unknown.names());
    }
  }

  private Optional<Instant> latest() {
    try {
      return SourceDateEpoch.of(Optional.ofNullable(System.getenv(SourceDateEpoch.NAME)));
    } catch (IllegalArgumentException refused) {
      problems.add(refused.getMessage() + ".");
      return Optional.empty();
    }
  }

  /** In what only git, apt, pip, gpg or the disk can judge; no path or address has any. */
  private void refuseControlCharacters() {
    Map<String, List<String>> texts = new LinkedHashMap<>();
    texts.put("mirrors", list(goal.mirrors));
    texts.put("repository", one(goal.repository));
    texts.put("revision", one(goal.revision));
    texts.put("sourceDirectory", one(goal.sourceDirectory));
    texts.put("projectDirectory", one(goal.projectDirectory));
    texts.put("requirements", one(goal.requirements));
    texts.put("indexUrl", one(goal.indexUrl));
    texts.put("extraIndexUrls", list(goal.extraIndexUrls));
    texts.put("findLinks", list(goal.findLinks));
    texts.put("wheelhouse", one(goal.wheelhouse));
    texts.put("caCertificates", list(goal.caCertificates));
    texts.put("clientCertificate", one(goal.clientCertificate));
    texts.put("keyname", one(goal.keyname));
    texts.put("passphraseServerId", one(goal.passphraseServerId));
    texts.put("passphraseEnvName", one(goal.passphraseEnvName));
    texts.put("gpgExecutable", one(goal.gpgExecutable));
    texts.forEach(
        (element, all) ->
            all.stream()
                .filter(text -> text.chars().anyMatch(Character::isISOControl))
                .forEach(text -> problems.add(tellControlCharacter(element, text))));
  }

  /** Maven shows its command line to all users of the machine, and with -X every parameter. */
  private void refuseLogins() {
    String named = "give it the address's host as its id";
    refuseLogin("repository", one(goal.repository), Address::holdsPassword, named);
    refuseLogin(
        "indexUrl", one(goal.indexUrl), Address::holdsLogin, "name its id in <indexServerId>");
    refuseLogin("extraIndexUrls", list(goal.extraIndexUrls), Address::holdsLogin, named);
    refuseLogin("findLinks", list(goal.findLinks), Address::holdsLogin, named);
  }

  private void refuseLogin(
      String element, List<String> texts, Predicate<String> holds, String named) {
    texts.stream()
        .filter(holds)
        .map(
            text ->
                "<%s>: the address holds a login: put that into settings.xml as a <server>, and %s."
                    .formatted(element, named))
        .forEach(problems::add);
  }

  private static List<String> one(String text) {
    return given(text).stream().toList();
  }

  private static String tellControlCharacter(String element, String text) {
    return "<"
        + element
        + ">: \""
        + text.replaceAll("\\p{Cntrl}", "?")
        + "\" has a line break or another control character: write it without.";
  }

  private Optional<Target> target() {
    Optional<Suite> suite = parameters.required("suite", goal.suite, Suite::ofCodename);
    Optional<Architecture> architecture =
        given(goal.architecture).isPresent()
            ? parameters.value("architecture", goal.architecture, Architecture::ofName)
            : Optional.of(Architecture.ofThisMachine());
    Optional<String> engine = parameters.required("engine", goal.engine, Engines::name);
    if (goal.chrootMaxAge < 0) {
      problems.add("<chrootMaxAge>: \"" + goal.chrootMaxAge + "\" is no number of days.");
    }
    List<Relation> packages =
        parameters.values("chrootPackages", goal.chrootPackages, Relation::of, List.of());
    suite.ifPresent(
        one ->
            parameters.values(
                "mirrors",
                goal.mirrors,
                text -> MirrorLine.of(one, text, list(goal.mirrors)),
                List.of()));
    if (suite.isEmpty() || architecture.isEmpty() || engine.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Target(
            suite.get(),
            architecture.get(),
            engine.get(),
            list(goal.mirrors),
            // Where nothing can be fetched, what is there is fresh enough.
            goal.session.isOffline() ? FOREVER : Duration.ofDays(goal.chrootMaxAge),
            goal.refresh,
            new SchrootPlace(
                goal.chrootDirectory.toPath(),
                packages.stream().map(Relation::toString).toList())));
  }

  private Optional<Packaging> packaging() {
    Optional<Compression> compression =
        parameters.required("compression", goal.compression, Compression::ofName);
    if (goal.envRevision < 1) {
      problems.add("<envRevision>: \"" + goal.envRevision + "\" is no revision: use 1 or more.");
    }
    String version = goal.project.getVersion();
    parameters.value("version", version, text -> DebianVersion.ofMaven(text, Instant.EPOCH));
    Optional<String> maintainer =
        parameters.value("maintainer", maintainer(), ControlFields::maintainer);
    Optional<Instant> outputTimestamp =
        parameters
            .value("outputTimestamp", goal.outputTimestamp, OutputTimestamp::of)
            .flatMap(time -> time);
    if (compression.isEmpty() || maintainer.isEmpty()) {
      return Optional.empty();
    }
    return compression.map(
        value ->
            new Packaging(
                version,
                maintainer.get(),
                Optional.ofNullable(goal.project.getUrl()).orElse(""),
                value,
                goal.envRevision,
                outputTimestamp,
                Path.of(goal.project.getBuild().getDirectory())));
  }

  private String maintainer() {
    return given(goal.maintainer)
        .or(() -> goal.project.getDevelopers().stream().flatMap(Requests::address).findFirst())
        .orElseGet(this::maintainerOfGroup);
  }

  private static Stream<String> address(Developer developer) {
    return given(developer.getEmail())
        .map(email -> given(developer.getName()).orElse(email) + " <" + email + ">")
        .stream();
  }

  /** A groupId is a domain's name, backwards. */
  private String maintainerOfGroup() {
    List<String> parts = new ArrayList<>(Arrays.asList(goal.project.getGroupId().split("\\.")));
    java.util.Collections.reverse(parts);
    return goal.name + " <" + goal.name + "@" + String.join(".", parts) + ">";
  }

  private RequirementsChoice requirements() {
    return new RequirementsChoice(
        given(goal.requirements),
        Selection.of(
            parameters.values("extras", goal.extras, ProjectName::new, List.of()),
            parameters.values("groups", goal.groups, ProjectName::new, List.of())),
        parameters.stated("unpinned", goal.unpinned, UnpinnedPolicy::ofName, UnpinnedPolicy.WARN));
  }

  private PipSettings pip() {
    UserSettings user = new UserSettings(goal.session.getSettings(), goal.decrypter);
    PipSettings settings =
        PipSettings.ofEnvironment(System.getenv())
            .with(PipOption.INDEX_URL, given(goal.indexUrl).map(List::of).orElse(List.of()))
            .with(PipOption.EXTRA_INDEX_URL, list(goal.extraIndexUrls))
            .with(PipOption.FIND_LINKS, list(goal.findLinks))
            .with(
                PipOption.CLIENT_CERT,
                one(goal.clientCertificate).stream().map(this::clientCertificate).toList())
            .withLogins(user.logins().above(netrc()), given(goal.indexServerId))
            .withAuthorities(list(goal.caCertificates).stream().map(this::authority).toList());
    if (given(goal.indexServerId).isPresent()
        && !settings.values().containsKey(PipOption.INDEX_URL)) {
      problems.add(
          "<indexServerId> is there, and no <indexUrl> that it opens: add that, or leave it out.");
    }
    settings = goal.noIndex ? settings.with(PipOption.NO_INDEX, true) : settings;
    return wheelhouse(proxied(user, settings));
  }

  private static Netrc netrc() {
    return Netrc.ofUser(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  private Path authority(String text) {
    Path file = besidePom(text);
    requireFile("caCertificates", text, file);
    return file;
  }

  private String clientCertificate(String text) {
    Path home = Path.of(System.getProperty("user.home"));
    Optional<Path> file =
        text.startsWith("~/") ? Optional.of(home.resolve(text.substring(2))) : ofThisMachine(text);
    file.ifPresent(some -> requireFile("clientCertificate", text, some));
    return text;
  }

  private void requireFile(String element, String text, Path file) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      problems.add(
          "<"
              + element
              + ">: \""
              + text
              + "\" is no file that can be read: correct its path, which is relative to the pom's,"
              + " or its rights.");
    }
  }

  private Path besidePom(String text) {
    Path folder = goal.project.getBasedir().toPath();
    // No path has the character 0, of which is told already.
    return text.indexOf(0) < 0 ? folder.resolve(text) : folder;
  }

  /** What the site's package has from beside the pom, or only the build needs. */
  private List<Path> aside() {
    Stream<String> ofAll =
        Stream.of(
                one(goal.templates),
                one(goal.nginxAdditions),
                list(goal.caCertificates),
                one(goal.clientCertificate),
                one(goal.wheelhouse),
                list(goal.findLinks))
            .flatMap(List::stream);
    Stream<String> ofVariants =
        list(goal.variants).stream()
            .flatMap(variant -> Stream.of(variant.templates, variant.nginxAdditions))
            .flatMap(text -> one(text).stream());
    Path folder = goal.project.getBasedir().toPath().normalize();
    return Stream.concat(ofAll, ofVariants)
        .flatMap(text -> ofThisMachine(text).stream())
        // What holds all of the project says nothing of a file in it.
        .filter(path -> !folder.startsWith(path.normalize()))
        .toList();
  }

  private Optional<Path> ofThisMachine(String text) {
    try {
      return text.startsWith("file:")
          ? Optional.of(Path.of(URI.create(text)))
          : Optional.of(besidePom(text)).filter(path -> !text.contains("://"));
    } catch (IllegalArgumentException odd) {
      return Optional.empty(); // pip's part of the build tells what is wrong with it.
    }
  }

  private PipSettings proxied(UserSettings user, PipSettings settings) {
    try {
      return user.withProxy(settings);
    } catch (BuildFailure refused) {
      problems.add(refused.getMessage());
      return settings;
    }
  }

  private PipSettings wheelhouse(PipSettings settings) {
    if (given(goal.wheelhouse).isEmpty()) {
      return settings;
    }
    boolean others =
        given(goal.indexUrl).isPresent()
            || !list(goal.extraIndexUrls).isEmpty()
            || !list(goal.findLinks).isEmpty();
    if (others) {
      problems.add(
          "<wheelhouse> is there, of which alone a virtualenv is built, and so is <indexUrl>,"
              + " <extraIndexUrls> or <findLinks>: leave one of them out.");
    }
    Path folder = besidePom(goal.wheelhouse);
    if (!Files.isDirectory(folder)) {
      problems.add(
          "<wheelhouse>: \""
              + goal.wheelhouse
              + "\" is no folder: make it (pip wheel --wheel-dir), or correct its path, which is"
              + " relative to the pom's.");
    }
    return settings.withWheelhouse(folder);
  }
}
