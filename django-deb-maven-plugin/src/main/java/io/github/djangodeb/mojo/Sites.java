package io.github.djangodeb.mojo;

import io.github.djangodeb.build.CeleryOptions;
import io.github.djangodeb.build.ServiceOptions;
import io.github.djangodeb.build.SiteOptions;
import io.github.djangodeb.build.SiteRequest;
import io.github.djangodeb.build.TlsOptions;
import io.github.djangodeb.build.WebOptions;
import io.github.djangodeb.django.DjangoProject;
import io.github.djangodeb.failure.Problems;
import io.github.djangodeb.name.Name;
import io.github.djangodeb.name.SiteNames;
import io.github.djangodeb.site.Additions;
import io.github.djangodeb.site.CacheMode;
import io.github.djangodeb.site.Celery;
import io.github.djangodeb.site.DatabaseMode;
import io.github.djangodeb.site.HealthPath;
import io.github.djangodeb.site.Hsts;
import io.github.djangodeb.site.KeptReleases;
import io.github.djangodeb.site.KeyFile;
import io.github.djangodeb.site.Limits;
import io.github.djangodeb.site.MigratePolicy;
import io.github.djangodeb.site.NginxAdditions;
import io.github.djangodeb.site.ProxyAddress;
import io.github.djangodeb.site.QueueMode;
import io.github.djangodeb.site.ReservedNames;
import io.github.djangodeb.site.ServerInterface;
import io.github.djangodeb.site.ServerName;
import io.github.djangodeb.site.SettingsPart;
import io.github.djangodeb.site.Templates;
import io.github.djangodeb.site.TlsMode;
import io.github.djangodeb.site.UploadSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Reads which sites a pom wants, and what it says about each; all faults are collected. */
final class Sites {
  /** Maven tells a project's artifacts from each other by these; variants are some of them. */
  private static final Set<String> OTHER_CLASSIFIERS = Set.of("env", "src");

  private final DjangoDebMojo goal;
  private final Problems problems;

  Sites(DjangoDebMojo goal, Problems problems) {
    this.goal = goal;
    this.problems = problems;
  }

  /**
   * The sites, in the pom's order.
   *
   * @param name the project's, if it could be read
   */
  List<SiteRequest> read(Optional<Name> name) {
    Variant common = Variant.ofGoal(goal);
    if (!haveVariants()) {
      return site(name, common, SiteOptions.DEFAULT, problems).stream().toList();
    }
    if (Parameters.given(goal.variant).isPresent()) {
      problems.add(
          "<variant> \""
              + goal.variant
              + "\" and <variants> are both there: leave <variant> out, which is for a pom with"
              + " one site.");
    }
    SiteOptions options = options(common, SiteOptions.DEFAULT, problems);
    List<SiteRequest> sites = new ArrayList<>();
    for (Variant variant : goal.variants) {
      variant(name, variant, options).ifPresent(sites::add);
    }
    refuseSharedServerNames(sites);
    return sites;
  }

  /** Whether the pom lists all its sites. */
  boolean haveVariants() {
    return !Parameters.list(goal.variants).isEmpty();
  }

  private Optional<SiteRequest> variant(Optional<Name> name, Variant variant, SiteOptions common) {
    if (Parameters.given(variant.name).isEmpty()) {
      problems.add("<variants>: a <variant> has no <name>: give each one of its own.");
      return Optional.empty();
    }
    if (goal.variants.stream().filter(one -> variant.name.equals(one.name)).findFirst().get()
        != variant) {
      problems.add(
          "<variants>: there are several of the name \""
              + variant.name
              + "\": give each <variant> a <name> of its own.");
      return Optional.empty();
    }
    Problems own = problems.in("<variant> \"" + variant.name + "\", ");
    return site(name, variant, common, own);
  }

  private Optional<SiteRequest> site(
      Optional<Name> project, Variant said, SiteOptions common, Problems found) {
    Optional<SiteNames> names = names(project, said, found);
    SiteOptions options = options(said, common, found);
    checkTogether(said, options.web().tls(), found);
    return names.map(some -> new SiteRequest(some, options));
  }

  private Optional<SiteNames> names(Optional<Name> project, Variant said, Problems found) {
    String element = haveVariants() ? "name" : "variant";
    Optional<Name> variant = new Parameters(found).value(element, said.name, Name::new);
    boolean refused = Parameters.given(said.name).isPresent() && variant.isEmpty();
    if (project.isEmpty() || refused) {
      return Optional.empty();
    }
    return found.collect("name", () -> checked(new SiteNames(project.get(), variant)));
  }

  private static SiteNames checked(SiteNames names) {
    ReservedNames.check(names);
    if (names.variant().map(Name::text).filter(OTHER_CLASSIFIERS::contains).isPresent()) {
      throw new IllegalArgumentException(
          "\""
              + names.variant().get()
              + "\" is no name of a variant, as Maven has another of the project's packages by"
              + " that classifier: choose another <variant>");
    }
    return names;
  }

  /** What is said about a site, and for the rest what is said about all. */
  private SiteOptions options(Variant said, SiteOptions common, Problems found) {
    Parameters parameters = new Parameters(found);
    return new SiteOptions(
        parameters.value("settings", said.settings, DjangoProject::settings).or(common::settings),
        web(said, common.web(), parameters),
        new ServiceOptions(
            parameters.choice(
                "database", said.database, DatabaseMode::ofName, common.services().database()),
            parameters.choice("queue", said.queue, QueueMode::ofName, common.services().queue()),
            parameters.choice("cache", said.cache, CacheMode::ofName, common.services().cache())),
        celery(said, common.celery(), parameters),
        limits(said, common.limits(), parameters),
        parameters.stated(
            "keepReleases", said.keepReleases, KeptReleases::of, common.keepReleases()),
        parameters.stated("migrate", said.migrate, MigratePolicy::ofName, common.migrate()),
        provided(said, common, parameters),
        additions(said, common, parameters));
  }

  private static WebOptions web(Variant said, WebOptions common, Parameters parameters) {
    return new WebOptions(
        parameters.values("serverNames", said.serverNames, ServerName::new, common.serverNames()),
        parameters.value("healthPath", said.healthPath, HealthPath::new).or(common::healthPath),
        tls(said, common.tls(), parameters),
        parameters.stated("uploadSize", said.uploadSize, UploadSize::new, common.uploadSize()),
        parameters.choice("server", said.server, ServerInterface::ofName, common.server()));
  }

  private static TlsOptions tls(Variant said, TlsOptions common, Parameters parameters) {
    return new TlsOptions(
        parameters.stated("tls", said.tls, TlsMode::ofName, common.mode()),
        parameters
            .value("tlsCertificate", said.tlsCertificate, KeyFile::new)
            .or(common::certificate),
        parameters.value("tlsKey", said.tlsKey, KeyFile::new).or(common::key),
        parameters.values(
            "trustedProxies", said.trustedProxies, ProxyAddress::new, common.trustedProxies()),
        Optional.ofNullable(said.hstsSeconds)
            .flatMap(number -> parameters.value("hstsSeconds", number.toString(), Hsts::secondsOf))
            .map(OptionalInt::of)
            .orElse(common.hstsSeconds()),
        Optional.ofNullable(said.hstsIncludeSubDomains).orElse(common.hstsIncludeSubDomains()),
        Optional.ofNullable(said.hstsPreload).orElse(common.hstsPreload()));
  }

  /** What must go together, once a site's own parameters and those of all are known. */
  private static void checkTogether(Variant said, TlsOptions tls, Problems found) {
    Optional<Hsts> hsts = found.collect("hstsSeconds", tls::hsts);
    boolean proxyRefused =
        tls.trustedProxies().isEmpty() && !Parameters.list(said.trustedProxies).isEmpty();
    if (hsts.isPresent() && !proxyRefused) {
      found.collect("tls", tls::tls);
    }
  }

  private static CeleryOptions celery(Variant said, CeleryOptions common, Parameters parameters) {
    return new CeleryOptions(
        parameters.choice("workers", said.workers, Sites::onOrOff, common.workers()),
        parameters.value("celeryApp", said.celeryApp, Celery::app).or(common::app),
        parameters.values("celeryQueues", said.celeryQueues, Celery::queue, common.queues()),
        Optional.ofNullable(said.celeryConcurrency)
            .flatMap(
                number ->
                    parameters.value("celeryConcurrency", number.toString(), Celery::concurrencyOf))
            .orElse(common.concurrency()),
        parameters.choice("beat", said.beat, Sites::onOrOff, common.beat()));
  }

  private static Limits limits(Variant said, Limits common, Parameters parameters) {
    return new Limits(
        parameters.value("memoryMax", said.memoryMax, Limits::memory).orElse(common.memoryMax()),
        parameters.value("memoryHigh", said.memoryHigh, Limits::memory).or(common::memoryHigh),
        parameters.value("cpuQuota", said.cpuQuota, Limits::cpu).orElse(common.cpuQuota()),
        parameters.value("tasksMax", said.tasksMax, Limits::tasks).orElse(common.tasksMax()));
  }

  private static boolean onOrOff(String text) {
    return switch (text) {
      case "on" -> true;
      case "off" -> false;
      default -> throw new IllegalArgumentException("\"" + text + "\" is none of on, off, auto");
    };
  }

  private static SortedSet<SettingsPart> provided(
      Variant said, SiteOptions common, Parameters parameters) {
    if (said.keepSettings == null) {
      return common.provided();
    }
    SortedSet<SettingsPart> provided = new TreeSet<>(EnumSet.allOf(SettingsPart.class));
    parameters
        .values("keepSettings", said.keepSettings, SettingsPart::ofName, List.of())
        .forEach(provided::remove);
    return provided;
  }

  private Additions additions(Variant said, SiteOptions common, Parameters parameters) {
    return new Additions(
        parameters
            .value("templates", said.templates, text -> Templates.in(besidePom(text)))
            .or(common.additions()::templates),
        parameters
            .value(
                "nginxAdditions", said.nginxAdditions, text -> NginxAdditions.in(besidePom(text)))
            .or(common.additions()::nginx));
  }

  private Path besidePom(String text) {
    return goal.project.getBasedir().toPath().resolve(text);
  }

  private void refuseSharedServerNames(List<SiteRequest> sites) {
    Map<ServerName, String> owners = new HashMap<>();
    for (SiteRequest site : sites) {
      for (ServerName serverName : new LinkedHashSet<>(site.options().web().serverNames())) {
        String owner = owners.putIfAbsent(serverName, site.classifier());
        if (owner != null) {
          problems.add(
              "<variant> \""
                  + site.classifier()
                  + "\", <serverNames>: \""
                  + serverName
                  + "\" is a name of the variant \""
                  + owner
                  + "\" too, and only one of them would have the visitors: give each its own.");
        }
      }
    }
  }
}
