package io.github.djangodeb.django;

import com.google.gson.annotations.SerializedName;
import java.util.Set;

/**
 * What a Django project turned out to be made of, once its settings were imported.
 *
 * @param djangoVersion such as {@code 4.2.28}
 * @param wsgiApplication {@code WSGI_APPLICATION}, or empty
 * @param wsgiFault the exception with which it could not be loaded, or empty; it is not loaded
 *     where it serves no site
 * @param asgiApplication {@code ASGI_APPLICATION}, or empty
 * @param asgiFault the exception with which that could not be loaded, or empty; it is not loaded
 *     where it serves no site
 * @param staticUrl {@code STATIC_URL}, or empty
 * @param mediaUrl {@code MEDIA_URL}, or empty
 * @param databaseEngine the {@code ENGINE} of the default database, or empty
 * @param cacheBackend the {@code BACKEND} of the default cache, or empty
 * @param celeryApp the module of the project's Celery application, such as {@code shop}; empty if
 *     none was found
 * @param celeryBroker the scheme of the broker that the application names, such as {@code redis};
 *     empty if it names none
 * @param celeryBeat whether the application sends periodic tasks
 * @param fromEnvironment the variables whose value, as the build gave it, settings were made of:
 *     what they name is the build's choice, and says nothing of the host
 * @param staticFiles what became of the static files
 * @param distributions the names of all that is installed in the virtualenv, as PEP 503 compares
 *     them
 */
public record ProjectFacts(
    String djangoVersion,
    String wsgiApplication,
    String wsgiFault,
    String asgiApplication,
    String asgiFault,
    String staticUrl,
    String mediaUrl,
    String databaseEngine,
    String cacheBackend,
    String celeryApp,
    String celeryBroker,
    boolean celeryBeat,
    Set<String> fromEnvironment,
    StaticFiles staticFiles,
    Set<String> distributions) {
  /** What became of a project's static files. */
  public enum StaticFiles {
    /** They were collected. */
    @SerializedName("collected")
    COLLECTED,
    /** Their storage is no file system: the project keeps them elsewhere. */
    @SerializedName("remote")
    REMOTE,
    /** {@code django.contrib.staticfiles} is not in use. */
    @SerializedName("off")
    OFF
  }

  public ProjectFacts {
    fromEnvironment = Set.copyOf(fromEnvironment);
    distributions = Set.copyOf(distributions);
  }

  /** Whether the settings leave it to the environment what they name. */
  public boolean reads(String variable) {
    return fromEnvironment.contains(variable);
  }

  /** Whether the virtualenv has one of these distributions. */
  public boolean hasAnyOf(String... names) {
    return Set.of(names).stream().anyMatch(distributions::contains);
  }
}
