package io.github.djangodeb.wrapper;

import io.github.djangodeb.name.Name;
import io.github.djangodeb.name.Suite;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * A wrapper pom to write.
 *
 * @param folder where it is to lie
 * @param name what the site is to be called, if that is not found out
 * @param groupId Maven's
 * @param suite the Debian release, if not the plugin's default
 * @param projectDirectory the folder of manage.py, relative to {@code folder}, if it is not found
 * @param settings the settings module, if it is not found out
 * @param requirements the file of the requirements, relative to {@code folder}, if it is not found
 * @param pluginVersion the plugin's
 * @param author who answers for the packages, if git knows somebody
 */
public record WrapperRequest(
    Path folder,
    Optional<Name> name,
    String groupId,
    Optional<Suite> suite,
    Optional<String> projectDirectory,
    Optional<String> settings,
    Optional<String> requirements,
    String pluginVersion,
    Optional<Author> author) {
  public WrapperRequest {
    Objects.requireNonNull(folder);
    Objects.requireNonNull(name);
    Objects.requireNonNull(groupId);
    Objects.requireNonNull(suite);
    Objects.requireNonNull(projectDirectory);
    Objects.requireNonNull(settings);
    Objects.requireNonNull(requirements);
    Objects.requireNonNull(pluginVersion);
    Objects.requireNonNull(author);
  }
}
