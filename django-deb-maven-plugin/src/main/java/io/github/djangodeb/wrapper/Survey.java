package io.github.djangodeb.wrapper;

import io.github.djangodeb.django.DjangoProject;
import io.github.djangodeb.name.Name;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What was found in a folder.
 *
 * @param project the Django project
 * @param name what the site is to be called
 * @param settings the settings module, where it is not the one that the plugin takes by itself
 * @param requirements the file of the requirements, if there is one
 * @param requirementsUsual whether the plugin takes that file by itself
 * @param todo what is to be done before a build, each a whole sentence without its full stop
 */
public record Survey(
    DjangoProject project,
    Name name,
    Optional<String> settings,
    Optional<String> requirements,
    boolean requirementsUsual,
    List<String> todo) {
  public Survey {
    Objects.requireNonNull(project);
    Objects.requireNonNull(name);
    Objects.requireNonNull(settings);
    Objects.requireNonNull(requirements);
    todo = List.copyOf(todo);
  }

  /** The settings module that the site will have. */
  public String settingsModule() {
    return settings.orElse(project.settings());
  }
}
