package io.github.djangodeb.mojo;

import io.github.djangodeb.failure.Problems;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
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
  private final Set<String> properties;

  /**
   * @param names of all parameters of all goals
   * @param properties those of them that a command line can set
   */
  UnknownParameters(Set<String> names, Set<String> properties) {
    this.names = Set.copyOf(names);
    this.properties = Set.copyOf(properties);
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
            .map(parameter -> Optional.ofNullable(parameter.getExpression()).orElse(""))
            .filter(expression -> expression.startsWith("${" + PREFIX))
            .map(expression -> expression.substring(2 + PREFIX.length(), expression.length() - 1))
            .collect(Collectors.toSet()));
  }

  private static Stream<Parameter> parameters(List<MojoDescriptor> goals) {
    return goals.stream()
        .map(MojoDescriptor::getParameters)
        .filter(list -> list != null)
        .flatMap(List::stream);
  }

  /** Adds what the pom of a project says to the plugin, or to one execution of it. */
  void check(MavenProject project, MojoExecution execution, Problems problems) {
    Plugin plugin = project.getPlugin(execution.getPlugin().getKey());
    if (plugin == null) {
      return;
    }
    SortedSet<String> written = new TreeSet<>(elements(plugin));
    Optional.ofNullable(plugin.getExecutionsAsMap().get(execution.getExecutionId()))
        .ifPresent(own -> written.addAll(elements(own)));
    written.stream()
        .filter(element -> !names.contains(element))
        .forEach(element -> problems.add(refusal("<", element, ">", names)));
  }

  private static List<String> elements(ConfigurationContainer container) {
    return container.getConfiguration() instanceof Xpp3Dom configuration
        ? Arrays.stream(configuration.getChildren()).map(Xpp3Dom::getName).toList()
        : List.of();
  }

  /** Adds what the command line says; a pom may have properties of its own by such names. */
  void check(MavenProject project, MavenSession session, Problems problems) {
    session.getUserProperties().stringPropertyNames().stream()
        .filter(property -> property.startsWith(PREFIX))
        .filter(property -> !project.getProperties().containsKey(property))
        .map(property -> property.substring(PREFIX.length()))
        .filter(name -> !properties.contains(name))
        .sorted()
        .forEach(name -> problems.add(refusal("-D" + PREFIX, name, "", properties)));
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
