package io.github.djangodeb.mojo;

import io.github.djangodeb.failure.Problems;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.ConfigurationContainer;
import org.apache.maven.model.Plugin;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.descriptor.MojoDescriptor;
import org.apache.maven.plugin.descriptor.Parameter;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;

/**
 * Refuses what a pom or a command line says under a name that no goal of this plugin has: it would
 * be left out without a word by older versions of Maven, and with a warning by later ones.
 */
final class UnknownParameters {
  private static final String PREFIX = "django-deb.";

  private final Set<String> names;
  private final Map<String, String> elements;
  private final Map<String, String> otherProperties;

  /**
   * @param names of all parameters of all goals
   * @param elements those of them that a command line can set, by what it calls them
   * @param otherProperties what it calls others, by their names: they have no prefix of ours
   */
  UnknownParameters(
      Set<String> names, Map<String, String> elements, Map<String, String> otherProperties) {
    this.names = Set.copyOf(names);
    this.elements = Map.copyOf(elements);
    this.otherProperties = Map.copyOf(otherProperties);
  }

  /** Of all parameters of all goals. */
  Set<String> names() {
    return names;
  }

  /** Those of the plugin that a goal belongs to. */
  static UnknownParameters ofPluginOf(MojoExecution execution) {
    List<MojoDescriptor> goals = execution.getMojoDescriptor().getPluginDescriptor().getMojos();
    return new UnknownParameters(
        parameters(goals)
            .flatMap(parameter -> Stream.of(parameter.getName(), parameter.getAlias()))
            .filter(name -> name != null && !name.isEmpty())
            .collect(Collectors.toSet()),
        parameters(goals)
            .filter(parameter -> !property(parameter).isEmpty())
            .collect(
                Collectors.toMap(
                    UnknownParameters::property, Parameter::getName, (one, same) -> one)),
        parameters(goals)
            .filter(parameter -> parameter.isEditable() && property(parameter).isEmpty())
            .filter(parameter -> expression(parameter).matches("\\$\\{[^}]+}"))
            .collect(
                Collectors.toMap(
                    Parameter::getName,
                    parameter -> expression(parameter).replaceAll("[${}]", ""),
                    (one, same) -> one)));
  }

  private static String expression(Parameter parameter) {
    return Optional.ofNullable(parameter.getExpression()).orElse("");
  }

  /** What a command line calls it, behind the prefix; empty if it cannot. */
  private static String property(Parameter parameter) {
    String expression = expression(parameter);
    return expression.startsWith("${" + PREFIX)
        ? expression.substring(2 + PREFIX.length(), expression.length() - 1)
        : "";
  }

  private static Stream<Parameter> parameters(List<MojoDescriptor> goals) {
    return goals.stream()
        .map(MojoDescriptor::getParameters)
        .filter(list -> list != null)
        .flatMap(List::stream);
  }

  /** Adds what the pom of a project says to the plugin, or to one execution of it. */
  void check(MavenProject project, MojoExecution execution, Problems problems) {
    written(project, execution).keySet().stream()
        .filter(element -> !names.contains(element))
        .forEach(element -> problems.add(refusal("<", element, ">", names)));
  }

  /** What the pom says, each with its text; an execution's own counts. */
  private static SortedMap<String, String> written(MavenProject project, MojoExecution execution) {
    SortedMap<String, String> written = new TreeMap<>();
    Plugin plugin = project.getPlugin(execution.getPlugin().getKey());
    if (plugin != null) {
      read(plugin, written);
      Optional.ofNullable(plugin.getExecutionsAsMap().get(execution.getExecutionId()))
          .ifPresent(own -> read(own, written));
    }
    return written;
  }

  private static void read(ConfigurationContainer container, Map<String, String> written) {
    if (container.getConfiguration() instanceof Xpp3Dom configuration) {
      for (Xpp3Dom child : configuration.getChildren()) {
        written.put(child.getName(), Optional.ofNullable(child.getValue()).orElse(""));
      }
    }
  }

  /**
   * What the command line says in vain: Maven takes a parameter from there only if the pom does not
   * have it. Where both say the same nothing is lost.
   */
  List<String> unused(MavenProject project, MojoExecution execution, MavenSession session) {
    SortedMap<String, String> written = written(project, execution);
    return session.getUserProperties().stringPropertyNames().stream()
        .filter(property -> property.startsWith(PREFIX))
        .sorted()
        .filter(
            property -> {
              String element = elements.get(property.substring(PREFIX.length()));
              String value = session.getUserProperties().getProperty(property);
              return element != null
                  && written.containsKey(element)
                  && !written.get(element).equals(value)
                  && !written.get(element).equals("${" + property + "}");
            })
        .map(
            property ->
                "-D"
                    + property
                    + " is not used, as the pom has <"
                    + elements.get(property.substring(PREFIX.length()))
                    + ">: take that out of the <configuration>, or make it a property of the pom's"
                    + " <properties>, "
                    + property)
        .toList();
  }

  /** Adds what the command line says; a pom may have properties of its own by such names. */
  void check(MavenProject project, MavenSession session, Problems problems) {
    session.getUserProperties().stringPropertyNames().stream()
        .filter(property -> property.startsWith(PREFIX))
        .filter(property -> !project.getProperties().containsKey(property))
        .map(property -> property.substring(PREFIX.length()))
        .filter(name -> !elements.containsKey(name))
        .sorted()
        .forEach(name -> problems.add(refusalOfProperty(name)));
  }

  private String refusalOfProperty(String name) {
    String written = "-D" + PREFIX + name;
    if (otherProperties.containsKey(name)) {
      return written + " is called otherwise: write -D" + otherProperties.get(name) + ".";
    }
    return names.contains(name)
        ? written + " is for a pom alone: write <" + name + "> into its <configuration>."
        : refusal("-D" + PREFIX, name, "", elements.keySet());
  }

  /** What is said of a name that is none. */
  static String refusal(String before, String written, String after, Set<String> names) {
    return before
        + written
        + after
        + " is no parameter of this plugin: "
        + NearestName.of(written, names)
            .map(name -> "write " + before + name + after + ", if that is meant.")
            .orElse("leave it out; \"mvn django-deb:help -Ddetail\" lists those that there are.");
  }
}
