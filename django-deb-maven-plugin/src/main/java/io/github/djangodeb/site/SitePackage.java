package io.github.djangodeb.site;

import io.github.djangodeb.deb.Compression;
import io.github.djangodeb.deb.ControlFields;
import io.github.djangodeb.deb.DebEntry;
import io.github.djangodeb.deb.DebPackage;
import io.github.djangodeb.deb.Documentation;
import io.github.djangodeb.deb.LintianOverrides;
import io.github.djangodeb.deb.MaintainerScript;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.SiteNames;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Puts the package of one site together. */
public final class SitePackage {
  /**
   * Debian's redis-server would start a Redis for the whole host, which no site of ours uses. It is
   * but a link to a program of this package, and a service.
   */
  private static final String REDIS = "redis-tools";

  private static final List<MaintainerScript.Kind> SCRIPTS =
      Arrays.stream(MaintainerScript.Kind.values())
          .filter(kind -> kind != MaintainerScript.Kind.TRIGGERS)
          .toList();

  private SitePackage() {}

  /**
   * The package of a site.
   *
   * @param compression of the package, of which lintian is told
   * @throws BuildFailure the machine's, if the collected static files cannot be read
   */
  public static DebPackage of(SiteSpec spec, Compression compression) throws BuildFailure {
    StaticFiles files =
        spec.web().servedStatic().isPresent()
            ? StaticFiles.in(spec.web().staticFiles().orElseThrow())
            : StaticFiles.NONE;
    SiteContents contents = new SiteContents(spec, files);
    ControlFields control = control(spec);
    List<DebEntry> entries = new ArrayList<>(contents.entries());
    entries.addAll(documentation(control, spec).entries());
    LintianOverrides overrides =
        new LintianOverrides(control.name(), compression, overrides(spec, contents));
    if (!overrides.isEmpty()) {
      entries.add(overrides.entry());
    }
    return new DebPackage(
        control, entries, scripts(contents), contents.conffiles(), spec.release().timestamp());
  }

  private static List<LintianOverrides.Override> overrides(SiteSpec spec, SiteContents contents) {
    return spec.web().servedStatic().isPresent()
        ? LintianOverrides.ofFilesAsTheyCome(contents.staticDirectory())
        : List.of();
  }

  private static Documentation documentation(ControlFields control, SiteSpec spec) {
    String project = spec.names().name().text();
    return new Documentation(
        control,
        spec.release().timestamp(),
        "Site of " + project + " with the source " + spec.release().src() + ".",
        copyright(spec, project));
  }

  private static String copyright(SiteSpec spec, String project) {
    return """
        The static files in this package come from "%1$s".

        Copyright: %2$d the authors of "%1$s"

        License: as they state in their own files, which are packaged as they are.

        The other files come from django-deb-maven-plugin.

        Copyright: 2026 the authors of django-deb-maven-plugin

        License: Apache License, Version 2.0
         On Debian systems its text is in /usr/share/common-licenses/Apache-2.0.
        """
        .formatted(project, spec.release().timestamp().atZone(ZoneOffset.UTC).getYear());
  }

  private static ControlFields control(SiteSpec spec) {
    String unit = spec.names().unit();
    return new ControlFields(
        spec.names().sitePackage(),
        spec.release().version(),
        Architecture.ALL,
        spec.maintainer(),
        "web",
        depends(spec),
        List.of("logrotate"),
        spec.homepage(),
        "Django site " + unit + " with its services on this host",
        List.of(
            "Runs one release of the project "
                + spec.names().name()
                + " as the site "
                + unit
                + ": gunicorn behind nginx, started and guarded by systemd, with its static files,"
                + " its settings and its own command.",
            "An upgrade starts the new release beside the running one, asks it for a page, and only"
                + " then lets nginx turn to it. If it does not answer, the old one goes on"
                + " serving."));
  }

  private static List<String> depends(SiteSpec spec) {
    SiteNames names = spec.names();
    List<String> depends =
        new ArrayList<>(
            List.of(
                names.project().envPackage(spec.release().env()),
                names.project().srcPackage(spec.release().src()),
                "iproute2",
                "nginx",
                "python3 (>= 3.11)",
                "systemd"));
    if (spec.services().database() == DatabaseMode.POSTGRESQL) {
      depends.add("postgresql");
    }
    switch (spec.services().queue()) {
      case RABBITMQ -> depends.add("rabbitmq-server");
      case REDIS -> depends.add(REDIS);
      case EXTERNAL, OFF -> {}
    }
    switch (spec.services().cache()) {
      case MEMCACHED -> depends.add("memcached");
      case REDIS -> depends.add(REDIS);
      case EXTERNAL, OFF -> {}
    }
    if (spec.web().tls().mode() == TlsMode.ACME) {
      depends.add("certbot");
    }
    return depends.stream().distinct().toList();
  }

  private static List<MaintainerScript> scripts(SiteContents contents) {
    return SCRIPTS.stream()
        .map(
            kind ->
                new MaintainerScript(
                    kind, contents.script("scripts/" + kind.name().toLowerCase(Locale.ROOT))))
        .toList();
  }
}
