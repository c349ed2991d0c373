package io.github.djangodeb.mojo;

import io.github.djangodeb.build.BuildRequest;
import io.github.djangodeb.build.CeleryOptions;
import io.github.djangodeb.build.Origin;
import io.github.djangodeb.build.Packaging;
import io.github.djangodeb.build.ServiceOptions;
import io.github.djangodeb.build.SiteOptions;
import io.github.djangodeb.build.Target;
import io.github.djangodeb.build.WebOptions;
import io.github.djangodeb.deb.Compression;
import io.github.djangodeb.deb.ControlFields;
import io.github.djangodeb.env.PipOption;
import io.github.djangodeb.env.PipSettings;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.failure.Problems;
import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.DebianVersion;
import io.github.djangodeb.name.Name;
import io.github.djangodeb.name.SiteNames;
import io.github.djangodeb.name.Suite;
import io.github.djangodeb.site.DatabaseMode;
import io.github.djangodeb.site.HealthPath;
import io.github.djangodeb.site.Hsts;
import io.github.djangodeb.site.KeyFile;
import io.github.djangodeb.site.MigratePolicy;
import io.github.djangodeb.site.ProxyAddress;
import io.github.djangodeb.site.ReservedNames;
import io.github.djangodeb.site.ServerInterface;
import io.github.djangodeb.site.ServerName;
import io.github.djangodeb.site.SettingsPart;
import io.github.djangodeb.site.Tls;
import io.github.djangodeb.site.TlsMode;
import io.github.djangodeb.site.UploadSize;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.maven.model.Developer;

/** Turns a goal's parameters into a checked request; all faults come in one failure. */
final class Requests {
  private static final String AUTO = "auto";

  private final DjangoDebMojo goal;
  private final Problems problems = new Problems();

  Requests(DjangoDebMojo goal) {
    this.goal = goal;
  }

  /**
   * The request.
   *
   * @throws BuildFailure the user's, with every fault
   */
  BuildRequest request() throws BuildFailure {
    Optional<SiteNames> names = names();
    Optional<Target> target = target();
    Optional<SiteOptions> site = site();
    Optional<Packaging> packaging = packaging();
    problems.throwIfAny();
    return new BuildRequest(
        names.orElseThrow(),
        target.orElseThrow(),
        new Origin(
            goal.project.getBasedir().toPath(),
            given(goal.repository),
            given(goal.revision),
            goal.allowDirty,
            given(goal.sourceDirectory)),
        given(goal.requirements),
        pip(),
        site.orElseThrow(),
        packaging.orElseThrow());
  }

  private Optional<SiteNames> names() {
    Optional<Name> name = required("name", goal.name, Name::new);
    Optional<Name> variant = collect("variant", goal.variant, Name::new);
    boolean variantRefused = given(goal.variant).isPresent() && variant.isEmpty();
    if (name.isEmpty() || variantRefused) {
      return Optional.empty();
    }
    return problems.collect("name", () -> checked(new SiteNames(name.get(), variant)));
  }

  private static SiteNames checked(SiteNames names) {
    ReservedNames.check(names);
    return names;
  }

  private Optional<Target> target() {
    Optional<Suite> suite = required("suite", goal.suite, Suite::ofCodename);
    Optional<Architecture> architecture =
        given(goal.architecture).isPresent()
            ? collect("architecture", goal.architecture, Architecture::new)
            : Optional.of(Architecture.ofThisMachine());
    if (goal.chrootMaxAge < 0) {
      problems.add("<chrootMaxAge>: \"" + goal.chrootMaxAge + "\" is no number of days.");
    }
    if (suite.isEmpty() || architecture.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Target(
            suite.get(),
            architecture.get(),
            goal.engine,
            list(goal.mirrors),
            Duration.ofDays(goal.chrootMaxAge),
            goal.refresh));
  }

  private Optional<SiteOptions> site() {
    List<ServerName> serverNames = all("serverNames", goal.serverNames, ServerName::new);
    Optional<HealthPath> healthPath = collect("healthPath", goal.healthPath, HealthPath::new);
    Optional<Tls> tls = tls();
    Optional<UploadSize> uploadSize = required("uploadSize", goal.uploadSize, UploadSize::new);
    Optional<MigratePolicy> migrate = required("migrate", goal.migrate, MigratePolicy::ofName);
    ServiceOptions services =
        new ServiceOptions(
            unlessAuto("database", goal.database, DatabaseMode::ofName),
            Optional.empty(),
            Optional.empty());
    CeleryOptions celery =
        new CeleryOptions(Optional.empty(), Optional.empty(), List.of(), 0, Optional.empty());
    SortedSet<SettingsPart> provided = new TreeSet<>(EnumSet.allOf(SettingsPart.class));
    all("keepSettings", goal.keepSettings, SettingsPart::ofName).forEach(provided::remove);
    Optional<ServerInterface> server = unlessAuto("server", goal.server, ServerInterface::ofName);
    if (tls.isEmpty() || uploadSize.isEmpty()) {
      return Optional.empty();
    }
    WebOptions web = new WebOptions(serverNames, healthPath, tls.get(), uploadSize.get(), server);
    return migrate.map(
        policy ->
            new SiteOptions(
                given(goal.settings),
                given(goal.projectDirectory),
                web,
                services,
                celery,
                policy,
                provided));
  }

  private Optional<Tls> tls() {
    Optional<TlsMode> mode = required("tls", goal.tls, TlsMode::ofName);
    Optional<KeyFile> certificate = collect("tlsCertificate", goal.tlsCertificate, KeyFile::new);
    Optional<KeyFile> key = collect("tlsKey", goal.tlsKey, KeyFile::new);
    List<ProxyAddress> proxies = all("trustedProxies", goal.trustedProxies, ProxyAddress::new);
    OptionalInt seconds =
        goal.hstsSeconds == null ? OptionalInt.empty() : OptionalInt.of(goal.hstsSeconds);
    Optional<Hsts> hsts =
        problems.collect(
            "hstsSeconds", () -> new Hsts(seconds, goal.hstsIncludeSubDomains, goal.hstsPreload));
    boolean proxyRefused = proxies.size() < list(goal.trustedProxies).size();
    if (mode.isEmpty() || hsts.isEmpty() || proxyRefused) {
      return Optional.empty();
    }
    return problems.collect(
        "tls", () -> new Tls(mode.get(), certificate, key, proxies, hsts.get()));
  }

  private <T> Optional<T> unlessAuto(String element, String text, Function<String, T> type) {
    return AUTO.equals(text) ? Optional.empty() : collect(element, text, type);
  }

  private Optional<Packaging> packaging() {
    Optional<Compression> compression =
        required("compression", goal.compression, Compression::ofName);
    if (goal.envRevision < 1) {
      problems.add("<envRevision>: \"" + goal.envRevision + "\" is no revision: use 1 or more.");
    }
    String version = goal.project.getVersion();
    collect("version", version, text -> DebianVersion.ofMaven(text, Instant.EPOCH));
    Optional<String> maintainer = collect("maintainer", maintainer(), ControlFields::maintainer);
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
                Path.of(goal.project.getBuild().getDirectory())));
  }

  private String maintainer() {
    return given(goal.maintainer)
        .or(() -> goal.project.getDevelopers().stream().flatMap(Requests::address).findFirst())
        .orElseGet(this::maintainerOfGroup);
  }

  private static java.util.stream.Stream<String> address(Developer developer) {
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

  private PipSettings pip() {
    PipSettings settings =
        PipSettings.ofEnvironment(System.getenv())
            .with(PipOption.INDEX_URL, given(goal.indexUrl).map(List::of).orElse(List.of()))
            .with(PipOption.EXTRA_INDEX_URL, list(goal.extraIndexUrls))
            .with(PipOption.FIND_LINKS, list(goal.findLinks));
    return goal.noIndex ? settings.with(PipOption.NO_INDEX, true) : settings;
  }

  private <T> Optional<T> collect(String element, String text, Function<String, T> type) {
    return given(text).flatMap(value -> problems.collect(element, of(type, value)));
  }

  private <T> Optional<T> required(String element, String text, Function<String, T> type) {
    if (given(text).isEmpty()) {
      problems.add(
          "<"
              + element
              + "> or -Ddjango-deb."
              + element
              + " is empty: give it a value, or leave it out for its default.");
    }
    return collect(element, text, type);
  }

  private <T> List<T> all(String element, List<String> texts, Function<String, T> type) {
    return list(texts).stream()
        .flatMap(text -> problems.collect(element, of(type, text)).stream())
        .toList();
  }

  private static <T> Supplier<T> of(Function<String, T> type, String text) {
    return () -> type.apply(text);
  }

  private static Optional<String> given(String text) {
    return Optional.ofNullable(text).filter(value -> !value.isBlank());
  }

  private static List<String> list(List<String> texts) {
    return texts == null ? List.of() : texts;
  }
}
