package io.github.djangodeb.mojo;

import java.util.List;

/**
 * What the pom says about one site: the text of the parameters that each {@code <variant>} may have
 * for itself. They are called as those of the goal, which say what they mean.
 *
 * <p>Another one needs a field here, a line in {@link #ofGoal}, and one where {@link Sites} reads
 * it. {@link VariantElements} fills the fields, which are of the types {@code String}, {@code
 * Integer}, {@code Boolean} and {@code List<String>}.
 */
public final class Variant {
  String name;
  String settings;
  List<String> serverNames;
  String healthPath;
  String server;
  String tls;
  String tlsCertificate;
  String tlsKey;
  List<String> trustedProxies;
  Integer hstsSeconds;
  Boolean hstsIncludeSubDomains;
  Boolean hstsPreload;
  String uploadSize;
  String migrate;
  String database;
  String queue;
  String cache;
  String workers;
  String celeryApp;
  List<String> celeryQueues;
  Integer celeryConcurrency;
  String beat;
  String memoryMax;
  String memoryHigh;
  String cpuQuota;
  String tasksMax;
  String keepReleases;
  List<String> keepSettings;
  String templates;
  String nginxAdditions;

  /** What the goal's own parameters say: of the only site, or of all variants. */
  static Variant ofGoal(DjangoDebMojo goal) {
    Variant variant = new Variant();
    variant.name = goal.variant;
    variant.settings = goal.settings;
    variant.serverNames = goal.serverNames;
    variant.healthPath = goal.healthPath;
    variant.server = goal.server;
    variant.tls = goal.tls;
    variant.tlsCertificate = goal.tlsCertificate;
    variant.tlsKey = goal.tlsKey;
    variant.trustedProxies = goal.trustedProxies;
    variant.hstsSeconds = goal.hstsSeconds;
    variant.hstsIncludeSubDomains = goal.hstsIncludeSubDomains;
    variant.hstsPreload = goal.hstsPreload;
    variant.uploadSize = goal.uploadSize;
    variant.migrate = goal.migrate;
    variant.database = goal.database;
    variant.queue = goal.queue;
    variant.cache = goal.cache;
    variant.workers = goal.workers;
    variant.celeryApp = goal.celeryApp;
    variant.celeryQueues = goal.celeryQueues;
    variant.celeryConcurrency = goal.celeryConcurrency;
    variant.beat = goal.beat;
    variant.memoryMax = goal.memoryMax;
    variant.memoryHigh = goal.memoryHigh;
    variant.cpuQuota = goal.cpuQuota;
    variant.tasksMax = goal.tasksMax;
    variant.keepReleases = goal.keepReleases;
    variant.keepSettings = goal.keepSettings;
    variant.templates = goal.templates;
    variant.nginxAdditions = goal.nginxAdditions;
    return variant;
  }
}
