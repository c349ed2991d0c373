package io.github.djangodeb.mojo;

import io.github.djangodeb.failure.Problems;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.codehaus.plexus.configuration.PlexusConfiguration;

/**
 * Reads {@code <variants>}. Maven could fill the list by itself, but would end at the first element
 * that it does not know, and name a class of this plugin instead of what was meant.
 */
final class VariantElements {
  private static final String VARIANT = "variant";
  private static final Map<String, Field> FIELDS = fields();

  private final List<Variant> variants = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();

  /** Told once the parameters of the goals are known, which belong beside the list. */
  @FunctionalInterface
  private interface Fault {
    String told(Set<String> ofGoals);
  }

  VariantElements(PlexusConfiguration element) {
    for (PlexusConfiguration child : element.getChildren()) {
      if (child.getName().equals(VARIANT)) {
        variants.add(variant(child));
      } else {
        add("<variants>: <" + child.getName() + "> is none: write <variant> for each of them.");
      }
    }
  }

  private static Map<String, Field> fields() {
    Map<String, Field> fields = new LinkedHashMap<>();
    for (Field field : Variant.class.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
        fields.put(field.getName(), field);
      }
    }
    return fields;
  }

  /** The variants, in the pom's order. */
  List<Variant> variants() {
    return List.copyOf(variants);
  }

  private void add(String fault) {
    faults.add(ofGoals -> fault);
  }

  /**
   * Adds what cannot be read in them.
   *
   * @param ofGoals the names of all parameters
   */
  void tell(Problems problems, Set<String> ofGoals) {
    faults.forEach(fault -> problems.add(fault.told(ofGoals)));
  }

  /** What is said of an element that a variant does not have. */
  private static String unknown(String element, Set<String> ofGoals) {
    boolean ofOneSite = element.startsWith(VARIANT); // <variant> and <variants> themselves.
    return ofGoals.contains(element) && !ofOneSite
        ? "<" + element + "> is one for all variants: write it beside <variants>, not in one."
        : UnknownParameters.refusal("<", element, ">", known());
  }

  private Variant variant(PlexusConfiguration element) {
    Variant variant = new Variant();
    String name =
        Optional.ofNullable(element.getChild("name", false))
            .flatMap(VariantElements::text)
            .map(text -> " \"" + text + "\"")
            .orElse("");
    for (PlexusConfiguration child : element.getChildren()) {
      String where = "<variant>" + name + ", ";
      Field field = FIELDS.get(child.getName());
      if (field == null) {
        faults.add(ofGoals -> where + unknown(child.getName(), ofGoals));
        continue;
      }
      try {
        field.set(variant, value(field.getType(), child).orElse(null));
      } catch (IllegalArgumentException refused) {
        add(where + "<" + child.getName() + ">: " + refused.getMessage() + ".");
      } catch (IllegalAccessException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
    return variant;
  }

  private static Set<String> known() {
    return FIELDS.keySet();
  }

  /** An element without text says nothing; as a list it says that there are none. */
  private static Optional<Object> value(Class<?> type, PlexusConfiguration element) {
    if (type == List.class) {
      return Optional.of(list(element));
    }
    if (element.getChildCount() > 0) {
      throw new IllegalArgumentException("it is one value: write it without elements inside");
    }
    return text(element).map(text -> of(type, text));
  }

  private static Object of(Class<?> type, String text) {
    if (type == String.class) {
      return text;
    }
    if (type == Integer.class) {
      try {
        return Integer.valueOf(text);
      } catch (NumberFormatException odd) {
        throw new IllegalArgumentException("\"" + text + "\" is no number", odd);
      }
    }
    if (type == Boolean.class) {
      if (!text.equals("true") && !text.equals("false")) {
        throw new IllegalArgumentException("\"" + text + "\" is neither true nor false");
      }
      return Boolean.valueOf(text);
    }
    throw new IllegalStateException("Variant has a field of type " + type);
  }

  /** Elements, or what is between commas, as on a command line. */
  private static List<String> list(PlexusConfiguration element) {
    Stream<String> texts =
        element.getChildCount() > 0
            ? Arrays.stream(element.getChildren()).flatMap(child -> text(child).stream())
            : text(element).stream().flatMap(text -> Arrays.stream(text.split(",")));
    return texts.map(String::strip).filter(text -> !text.isEmpty()).toList();
  }

  private static Optional<String> text(PlexusConfiguration element) {
    return Optional.ofNullable(element.getValue()).map(String::strip).filter(t -> !t.isEmpty());
  }
}
