package io.github.djangodeb.env;

import io.github.djangodeb.requirements.ProjectName;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is known of a virtualenv that was built.
 *
 * @param python the one minor version of Python that it is for: {@code 3.13}
 * @param lock the installed projects as lines of a requirements file, sorted: {@code django==4.2.28
 *     --hash=sha256:…}
 * @param distributions the installed projects, by their names
 * @param depends Debian relations
 * @param missing libraries that neither Debian's packages here nor the virtualenv have, with a file
 *     that needs each
 * @param libraries how many compiled files it holds
 * @param foreign how many of these were compiled elsewhere, for any Linux, and came in wheels
 * @param installed the Debian packages that it was built among, as relations
 */
public record EnvFacts(
    String python,
    List<String> lock,
    List<Distribution> distributions,
    List<String> depends,
    Map<String, String> missing,
    int libraries,
    int foreign,
    List<String> installed) {
  public EnvFacts {
    Objects.requireNonNull(python);
    lock = List.copyOf(lock);
    distributions = List.copyOf(distributions);
    depends = List.copyOf(depends);
    missing = Collections.unmodifiableMap(new TreeMap<>(missing));
    // The program that builds it does not tell.
    installed = installed == null ? List.of() : List.copyOf(installed);
  }

  /** The same, built among these Debian packages. */
  EnvFacts among(List<String> packages) {
    return new EnvFacts(
        python, lock, distributions, depends, missing, libraries, foreign, packages);
  }

  /** Whether that project is installed, by itself or because another requires it. */
  public boolean has(String project) {
    return line(project).isPresent();
  }

  /** The installed version of a project, if it is installed from an index. */
  public Optional<String> version(String project) {
    String begin = new ProjectName(project) + "==";
    return line(project)
        .filter(line -> line.startsWith(begin))
        .map(line -> line.substring(begin.length()).split(" ", 2)[0]);
  }

  private Optional<String> line(String project) {
    String name = new ProjectName(project).text();
    return lock.stream()
        .filter(line -> line.startsWith(name + "==") || line.startsWith(name + " @ "))
        .findFirst();
  }
}
