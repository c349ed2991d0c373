package io.github.djangodeb.env;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.djangodeb.deb.Relation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The list of what a virtualenv is made of (SBOM), in CycloneDX's JSON. It has no time and no
 * address of an index, and its serial number is a hash of the rest: the same virtualenv has the
 * same list, wherever it was built.
 */
final class EnvBom {
  /** What its name ends in, by which tools know the format. */
  static final String SUFFIX = ".cdx.json";

  private static final String VERSION = "1.6";

  /** Licences that projects call by SPDX's identifiers, in a field that is for any text. */
  private static final Set<String> IDENTIFIERS =
      Set.of(
          "0BSD",
          "Apache-2.0",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "GPL-2.0-only",
          "GPL-2.0-or-later",
          "GPL-3.0-only",
          "GPL-3.0-or-later",
          "HPND",
          "ISC",
          "LGPL-2.1-only",
          "LGPL-2.1-or-later",
          "LGPL-3.0-only",
          "LGPL-3.0-or-later",
          "MIT",
          "MIT-0",
          "MPL-2.0",
          "PSF-2.0",
          "Unlicense",
          "ZPL-2.1",
          "Zlib");

  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private final EnvPlan plan;
  private final EnvFacts facts;

  private EnvBom(EnvPlan plan, EnvFacts facts) {
    this.plan = plan;
    this.facts = facts;
  }

  /** The list as text. */
  static String of(EnvPlan plan, EnvFacts facts) {
    return new EnvBom(plan, facts).text();
  }

  private String text() {
    JsonObject metadata = new JsonObject();
    metadata.add("tools", tools());
    metadata.add("component", subject());
    JsonArray components = components();
    JsonObject bom = new JsonObject();
    bom.addProperty("$schema", "http://cyclonedx.org/schema/bom-" + VERSION + ".schema.json");
    bom.addProperty("bomFormat", "CycloneDX");
    bom.addProperty("specVersion", VERSION);
    bom.addProperty("serialNumber", "urn:uuid:" + serial(metadata, components));
    bom.addProperty("version", 1);
    bom.add("metadata", metadata);
    bom.add("components", components);
    bom.add("dependencies", dependencies(components));
    return GSON.toJson(bom) + "\n";
  }

  private static UUID serial(JsonObject metadata, JsonArray components) {
    String all = GSON.toJson(metadata) + GSON.toJson(components);
    return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonObject tools() {
    JsonObject plugin = new JsonObject();
    plugin.addProperty("type", "application");
    plugin.addProperty("group", "io.github.django-deb");
    plugin.addProperty("name", "django-deb-maven-plugin");
    JsonObject tools = new JsonObject();
    tools.add("components", array(List.of(plugin)));
    return tools;
  }

  private JsonObject subject() {
    JsonObject env = component("application", plan.packageName(), plan.packageName());
    env.addProperty("version", plan.version().text());
    return env;
  }

  private JsonArray components() {
    return array(
        Stream.concat(facts.distributions().stream().map(EnvBom::python), debian()).toList());
  }

  private static JsonObject python(Distribution distribution) {
    JsonObject component = component("library", distribution.reference(), distribution.name());
    component.addProperty("version", distribution.version());
    if (!distribution.sha256().isEmpty()) {
      JsonObject hash = new JsonObject();
      hash.addProperty("alg", "SHA-256");
      hash.addProperty("content", distribution.sha256());
      component.add("hashes", array(List.of(hash)));
    }
    JsonArray licences = licences(distribution);
    if (!licences.isEmpty()) {
      component.add("licenses", licences);
    }
    if (!distribution.purl().isEmpty()) {
      component.addProperty("purl", distribution.purl());
    }
    return component;
  }

  private static JsonArray licences(Distribution distribution) {
    if (!distribution.expression().isEmpty()) {
      JsonObject expression = new JsonObject();
      expression.addProperty("expression", distribution.expression());
      return array(List.of(expression));
    }
    return array(distribution.names().stream().map(EnvBom::licence).toList());
  }

  private static JsonObject licence(String name) {
    JsonObject licence = new JsonObject();
    licence.addProperty(IDENTIFIERS.contains(name) ? "id" : "name", name);
    JsonObject choice = new JsonObject();
    choice.add("license", licence);
    return choice;
  }

  /** Debian's packages, without versions: which ones a host has is the host's to say. */
  private Stream<JsonObject> debian() {
    Map<String, String> relations = new TreeMap<>();
    for (String relation : facts.depends()) {
      // Of alternatives the first is what Debian installs.
      String name = Relation.of(relation).alternatives().get(0).name();
      relations.merge(name, relation, (before, more) -> before + ", " + more);
    }
    return relations.entrySet().stream().map(entry -> debian(entry.getKey(), entry.getValue()));
  }

  private JsonObject debian(String name, String relation) {
    String purl =
        "pkg:deb/debian/" + name.replace("+", "%2B") + "?distro=" + plan.request().chroot().suite();
    JsonObject component = component("library", purl, name);
    component.addProperty("purl", purl);
    JsonObject property = new JsonObject();
    property.addProperty("name", "django-deb:depends");
    property.addProperty("value", relation);
    component.add("properties", array(List.of(property)));
    return component;
  }

  private JsonArray dependencies(JsonArray components) {
    JsonArray all = new JsonArray();
    components.forEach(component -> all.add(component.getAsJsonObject().get("bom-ref")));
    JsonObject env = new JsonObject();
    env.addProperty("ref", plan.packageName());
    env.add("dependsOn", all);
    return array(List.of(env));
  }

  private static JsonObject component(String type, String reference, String name) {
    JsonObject component = new JsonObject();
    component.addProperty("type", type);
    component.addProperty("bom-ref", reference);
    component.addProperty("name", name);
    return component;
  }

  private static JsonArray array(List<JsonObject> elements) {
    JsonArray array = new JsonArray();
    elements.forEach(array::add);
    return array;
  }
}
