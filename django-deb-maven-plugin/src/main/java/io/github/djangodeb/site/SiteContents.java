package io.github.djangodeb.site;

import io.github.djangodeb.deb.DebEntry;
import io.github.djangodeb.deb.Documentation;
import io.github.djangodeb.name.ContentHash;
import io.github.djangodeb.name.TargetPath;
import io.github.djangodeb.template.Escaper;
import io.github.djangodeb.template.Escapers;
import io.github.djangodeb.template.ScriptValues;
import io.github.djangodeb.template.Template;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Every file of one site's package. */
final class SiteContents {
  private static final int DIRECTORY = 0755;
  private static final int FILE = 0644;

  private final SiteSpec spec;
  private final SitePaths paths;
  private final Map<String, Object> values;
  private final ScriptValues scriptValues;
  private final StaticFiles files;
  private final List<DebEntry> entries = new ArrayList<>();
  private final SortedSet<TargetPath> conffiles = new TreeSet<>();

  SiteContents(SiteSpec spec, StaticFiles files) {
    this.spec = spec;
    this.files = files;
    this.paths = new SitePaths(spec.names());
    SiteValues all = new SiteValues(spec);
    this.values = all.ofTemplates();
    this.scriptValues = new ScriptValues(all.ofScripts(files));
    addLibrary();
    addUnits();
    addSystem();
    addConfiguration();
  }

  List<DebEntry> entries() {
    return Collections.unmodifiableList(entries);
  }

  SortedSet<TargetPath> conffiles() {
    return Collections.unmodifiableSortedSet(conffiles);
  }

  /** Where the collected static files lie. */
  TargetPath staticDirectory() {
    return paths.lib().resolve("static");
  }

  /** A script of this plugin with this site's values. */
  String script(String name) {
    return scriptValues.fill(name, SiteResources.text(name));
  }

  private void addLibrary() {
    SortedMap<String, String> modules = SiteResources.pythonFiles("python");
    modules.put("site_provided.py", rendered("site_provided.py", Escapers.PYTHON));
    String launch = script("launch");
    entries.add(DebEntry.program(paths.lib().resolve("launch"), launch));
    entries.add(DebEntry.program(paths.command(), script("command")));
    entries.add(DebEntry.program(paths.lib().resolve("complete"), script("complete")));
    modules.forEach((name, text) -> addText(paths.lib().resolve("python/" + name), text));
    SiteResources.pythonFiles("sitectl")
        .forEach((name, text) -> addText(paths.lib().resolve("sitectl/" + name), text));
    if (spec.web().servedStatic().isPresent()) {
      entries.add(new DebEntry.Tree(staticDirectory(), spec.web().staticFiles().orElseThrow()));
    }
    spec.additions()
        .templates()
        .map(templates -> new DebEntry.Tree(paths.lib().resolve("templates"), templates.folder()))
        .ifPresent(entries::add);
    addText(paths.lib().resolve("site.json"), SiteFacts.json(spec, content(launch, modules)));
  }

  /** A hash of what a release has beside its facts. */
  private String content(String launch, SortedMap<String, String> modules) {
    String all = launch + new TreeMap<>(modules) + files.digest() + spec.additions().templates();
    return ContentHash.sha256(all.getBytes(StandardCharsets.UTF_8));
  }

  private void addUnits() {
    addUnit("-web@.socket", "web.socket");
    addProcess("web", rendered("web.sandbox", Escapers.SYSTEMD));
    addProcess("worker", "");
    addProcess("beat", "");
    if (spec.services().queue() == QueueMode.REDIS) {
      addUnit("-queue.service", "queue.service");
    }
    if (spec.services().cache() == CacheMode.MEMCACHED) {
      addUnit("-cache.service", "cache.service");
    } else if (spec.services().cache() == CacheMode.REDIS) {
      addUnit("-rediscache.service", "cache.service");
    }
    addUnit("-boot.service", "boot.service");
    addUnit(".target", "target");
    // Values of a closed grammar: in a slice a percent sign stands for itself.
    addText(paths.slice(), rendered("slice", Escapers.SYSTEMD) + spec.limits().directives());
  }

  /**
   * A service that runs the project in a slot. One for the workers is there if this release has
   * none too: another release on the host may have some.
   *
   * @param opened what it needs open of the walls that all have
   */
  private void addProcess(String kind, String opened) {
    addText(
        paths.unit("-" + kind + "@.service"),
        rendered(kind + ".service", Escapers.SYSTEMD)
            + rendered("sandbox", Escapers.SYSTEMD)
            + opened);
  }

  private void addUnit(String suffix, String template) {
    addText(paths.unit(suffix), rendered(template, Escapers.SYSTEMD));
  }

  private void addSystem() {
    addText(paths.sysusers(), rendered("sysusers.conf", Escapers.WORD));
    addText(paths.tmpfiles(), rendered("tmpfiles.conf", Escapers.WORD));
    addText(paths.completion(), rendered("completion", Escapers.WORD));
    addManual();
  }

  private void addManual() {
    String text = rendered("manual", Escapers.MANUAL);
    entries.add(new DebEntry.RegularFile(paths.manual(), Documentation.gzip(text), FILE));
  }

  private void addConfiguration() {
    entries.add(new DebEntry.Directory(paths.etc().resolve("templates"), DIRECTORY));
    addConffile(paths.etc().resolve("site.conf"), "site.conf", Escapers.WORD);
    addConffile(paths.etc().resolve("site_settings.py"), "site_settings.py", Escapers.PYTHON);
    addConffile(paths.etc().resolve("gunicorn.conf.py"), "gunicorn.conf.py", Escapers.PYTHON);
    if (spec.services().queue() == QueueMode.REDIS) {
      addConffile(paths.etc().resolve("redis-queue.conf"), "redis-queue.conf", Escapers.WORD);
    }
    if (spec.services().cache() == CacheMode.REDIS) {
      addConffile(paths.etc().resolve("redis-cache.conf"), "redis-cache.conf", Escapers.WORD);
    }
    addPlainConffile(paths.etc().resolve("offline.html"), "offline.html");
    addConffile(paths.nginx(), "nginx", Escapers.NGINX);
    spec.additions().nginx().ifPresent(this::addNginxAdditions);
    addConffile(paths.logrotate(), "logrotate", Escapers.WORD);
    addConffile(paths.needrestart(), "needrestart.conf", Escapers.WORD);
  }

  private void addNginxAdditions(NginxAdditions additions) {
    conffiles.add(paths.nginxAdditions());
    addText(paths.nginxAdditions(), additions.text());
  }

  private void addConffile(TargetPath at, String template, Escaper escaper) {
    conffiles.add(at);
    addText(at, rendered(template, escaper));
  }

  /** One that is the same for each site. */
  private void addPlainConffile(TargetPath at, String name) {
    conffiles.add(at);
    addText(at, SiteResources.text(name));
  }

  private void addText(TargetPath at, String text) {
    entries.add(DebEntry.text(at, text));
  }

  private String rendered(String template, Escaper escaper) {
    String name = "templates/" + template + ".vm";
    return new Template(template, SiteResources.text(name)).render(escaper, values);
  }
}
