package io.github.djangodeb.mojo;

import io.github.djangodeb.deb.ControlFields;
import io.github.djangodeb.django.DjangoProject;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.failure.Problems;
import io.github.djangodeb.name.Name;
import io.github.djangodeb.name.Suite;
import io.github.djangodeb.process.LocalProcessLauncher;
import io.github.djangodeb.wrapper.Author;
import io.github.djangodeb.wrapper.Survey;
import io.github.djangodeb.wrapper.WrapperPom;
import io.github.djangodeb.wrapper.WrapperRequest;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Writes a <code>pom.xml</code> for the Django project in the current folder, and says what it
 * found and what to do next. A pom that is there is never changed.
 */
@Mojo(name = "init", requiresProject = false, aggregator = true, threadSafe = true)
public final class InitMojo extends GoalMojo {
  private static final Pattern GROUP = Pattern.compile("[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*");

  /**
   * The name that all packages, paths, users and services of the site begin with. By default that
   * of the package which the settings are in, or of the current folder, or of the repository. For
   * example {@code shop}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.name")
  String name;

  /**
   * The groupId of the pom: your domain, backwards. For example {@code org.example}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.groupId", defaultValue = "org.example")
  String groupId;

  /**
   * The Debian release that packages are built for. By default the pom does not say it.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.suite")
  String suite;

  /**
   * The folder of manage.py. By default the one where the only, or least deep, manage.py lies. For
   * example {@code backend}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.projectDirectory")
  String projectDirectory;

  /**
   * The settings module for production. By default the one that manage.py names, or one called
   * {@code production} or {@code prod} beside it. For example {@code shop.settings.production}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.settings")
  String settings;

  /**
   * The file that lists the requirements. By default the usual ones are looked for, and then such
   * as {@code requirements/production.txt}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.requirements")
  String requirements;

  @Override
  void run() throws BuildFailure {
    WrapperRequest request = request();
    WrapperPom pom = new WrapperPom(request);
    if (pom.isThere()) {
      getLog().info(pom.file() + " is there already, and left as it is; next: mvn package");
    } else {
      tell(pom.write(), pom.file(), request.author());
    }
  }

  private WrapperRequest request() throws BuildFailure {
    Problems problems = new Problems();
    UnknownParameters.ofPluginOf(execution).check(session.getCurrentProject(), session, problems);
    Parameters parameters = new Parameters(problems);
    Optional<Name> named = parameters.value("name", name, Name::new);
    Optional<Suite> release = parameters.value("suite", suite, Suite::ofCodename);
    Optional<String> group = parameters.required("groupId", groupId, InitMojo::group);
    Optional<String> module = parameters.value("settings", settings, DjangoProject::settings);
    problems.throwIfAny();
    Path folder = Path.of(session.getExecutionRootDirectory()).toAbsolutePath().normalize();
    return new WrapperRequest(
        folder,
        named,
        group.orElseThrow(),
        release,
        Parameters.given(projectDirectory),
        module,
        Parameters.given(requirements),
        execution.getVersion(),
        author(folder));
  }

  /** Somebody whom a package's field can name. */
  private static Optional<Author> author(Path folder) {
    return Author.ofGit(new LocalProcessLauncher(), folder).filter(InitMojo::canAnswer);
  }

  private static boolean canAnswer(Author author) {
    try {
      ControlFields.maintainer(author.toString());
      return true;
    } catch (IllegalArgumentException odd) {
      return false;
    }
  }

  private static String group(String text) {
    if (!GROUP.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no groupId: use one such as \"org.example\"");
    }
    return text;
  }

  private void tell(Survey survey, Path file, Optional<Author> author) {
    String folder = survey.project().folder();
    getLog().info("found: manage.py" + (folder.isEmpty() ? "" : " in " + folder));
    getLog().info("found: settings " + survey.settingsModule() + told(survey));
    survey.requirements().ifPresent(found -> getLog().info("found: requirements in " + found));
    author.ifPresent(
        who -> getLog().info("found: " + who + ", git's user, who answers for the packages"));
    getLog().info("wrote " + file + ", for a site called " + survey.name());
    getLog().info("next:");
    survey.todo().forEach(step -> getLog().info(" - " + step));
    getLog().info(" - mvn django-deb:plan tells what a build would do, mvn package builds");
  }

  private static String told(Survey survey) {
    boolean other = !survey.settingsModule().equals(survey.project().settings());
    return other ? ", beside " + survey.project().settings() + ", which manage.py names" : "";
  }
}
