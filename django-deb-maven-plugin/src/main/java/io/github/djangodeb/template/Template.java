package io.github.djangodeb.template;

import java.io.StringWriter;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.apache.velocity.exception.VelocityException;
import org.apache.velocity.runtime.RuntimeConstants;
import org.apache.velocity.runtime.resource.loader.StringResourceLoader;

/**
 * A text with references to values. An unknown reference is an error, and a value goes in only as
 * the kind of file quotes it.
 *
 * <p>Only plain configuration is rendered so. Shell has too much in common with the template
 * language; see {@link ScriptValues}.
 *
 * @param name what messages call it
 * @param text the template
 */
public record Template(String name, String text) {
  private static final VelocityEngine ENGINE = engine();

  public Template {
    Objects.requireNonNull(name);
    Objects.requireNonNull(text);
  }

  private static VelocityEngine engine() {
    VelocityEngine engine = new VelocityEngine();
    engine.setProperty(RuntimeConstants.RUNTIME_REFERENCES_STRICT, true);
    engine.setProperty(RuntimeConstants.INPUT_ENCODING, "UTF-8");
    // Nothing but the text given here is a template: no file is looked for.
    engine.setProperty(RuntimeConstants.RESOURCE_LOADERS, "string");
    engine.setProperty(
        "resource.loader.string.class", StringResourceLoader.class.getCanonicalName());
    engine.setProperty(RuntimeConstants.VM_LIBRARY, "");
    engine.setProperty(RuntimeConstants.SPACE_GOBBLING, "lines");
    engine.init();
    return engine;
  }

  /**
   * The text with the values in it.
   *
   * @param escaper how the kind of file quotes texts
   * @param values texts, which are quoted, and booleans, for conditions
   * @throws IllegalArgumentException if a value is neither, or cannot stand in such a file
   * @throws IllegalStateException if the template refers to something else, or is broken
   */
  public String render(Escaper escaper, Map<String, ?> values) {
    StringWriter out = new StringWriter();
    try {
      ENGINE.evaluate(new VelocityContext(escaped(escaper, values)), out, name, text);
    } catch (VelocityException fault) {
      throw new IllegalStateException("the template " + name + " is at fault", fault);
    }
    return out.toString();
  }

  private Map<String, Object> escaped(Escaper escaper, Map<String, ?> values) {
    Map<String, Object> escaped = new TreeMap<>();
    values.forEach((key, value) -> escaped.put(key, escaped(escaper, key, value)));
    return escaped;
  }

  private Object escaped(Escaper escaper, String key, Object value) {
    if (value instanceof Boolean) {
      return value;
    }
    if (!(value instanceof String string)) {
      throw new IllegalArgumentException(
          "the value \"" + key + "\" of the template " + name + " is no text");
    }
    try {
      return escaper.escape(string);
    } catch (IllegalArgumentException refused) {
      throw new IllegalArgumentException(
          key + " for the template " + name + ": " + refused.getMessage(), refused);
    }
  }
}
