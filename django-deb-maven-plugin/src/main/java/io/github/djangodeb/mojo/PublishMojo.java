package io.github.djangodeb.mojo;

import static io.github.djangodeb.mojo.Parameters.given;
import static io.github.djangodeb.mojo.Parameters.list;

import io.github.djangodeb.apt.AptSuite;
import io.github.djangodeb.build.Build;
import io.github.djangodeb.env.PipSettings;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.failure.Problems;
import io.github.djangodeb.network.WebAccess;
import io.github.djangodeb.process.LocalProcessLauncher;
import io.github.djangodeb.publish.CommandLine;
import io.github.djangodeb.publish.CommandPublisher;
import io.github.djangodeb.publish.Credentials;
import io.github.djangodeb.publish.PublishEvents;
import io.github.djangodeb.publish.Publisher;
import io.github.djangodeb.publish.RepositoryAddress;
import io.github.djangodeb.publish.WebPublisher;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Puts the packages into an apt repository that others run: of Nexus, of Artifactory, or by
 * commands such as reprepro's and aptly's.
 */
@Mojo(name = "publish", defaultPhase = LifecyclePhase.DEPLOY, threadSafe = true)
public final class PublishMojo extends PublishingMojo {
  /** What takes packages. */
  private enum Kind {
    NEXUS,
    ARTIFACTORY,
    COMMAND;

    static Kind of(String text) {
      return switch (text) {
        case "nexus" -> NEXUS;
        case "artifactory" -> ARTIFACTORY;
        case "command" -> COMMAND;
        default ->
            throw new IllegalArgumentException(
                "\"" + text + "\" is no kind: use one of nexus, artifactory, command");
      };
    }
  }

  /**
   * What takes the packages: {@code nexus} for a hosted apt repository of Nexus, {@code
   * artifactory} for a local Debian repository of Artifactory, {@code command} for {@link
   * #publishCommands}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.publishKind")
  String publishKind;

  /**
   * The address of the repository. For example {@code
   * https://nexus.example.org/repository/shop-apt/}.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.publishUrl")
  String publishUrl;

  /**
   * The {@code <server>} of settings.xml that has the login: a name and a password, or a password
   * alone, which is sent as a token. By default nobody logs in.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.publishServerId")
  String publishServerId;

  /**
   * Commands for {@code command}, run one after the other in the pom's folder, by no shell: words
   * at blanks, quotes keep these. The word <code>{debs}</code> stands for all packages, <code>{deb}
   * </code> for one at a time, <code>{suite}</code> and <code>{component}</code> for {@link
   * #aptSuite} and {@link #aptComponent}. For example <code>
   * reprepro -b /srv/apt includedeb {suite} {debs}</code>.
   *
   * @since 0.1.0
   */
  @Parameter(property = "django-deb.publishCommands")
  List<String> publishCommands;

  @Override
  void run(Build build) throws BuildFailure {
    PipSettings pip = build.request().pip();
    Publisher publisher = publisher(new WebAccess(pip.proxies(), pip.authorities()));
    publisher.publish(build.packages());
  }

  private Publisher publisher(WebAccess access) throws BuildFailure {
    Problems problems = new Problems();
    Parameters parameters = new Parameters(problems);
    Optional<AptSuite> place = place(problems);
    Optional<Kind> kind = parameters.value("publishKind", publishKind, Kind::of);
    if (given(publishKind).isEmpty()) {
      problems.add(
          "<publishKind> or -Ddjango-deb.publishKind is missing: say nexus, artifactory or"
              + " command.");
    }
    Optional<RepositoryAddress> address =
        parameters.value("publishUrl", publishUrl, RepositoryAddress::of);
    List<CommandLine> lines =
        list(publishCommands).stream()
            .flatMap(text -> parameters.value("publishCommands", text, CommandLine::parse).stream())
            .toList();
    boolean byCommand = kind.filter(Kind.COMMAND::equals).isPresent();
    if (kind.isPresent() && byCommand && list(publishCommands).isEmpty()) {
      problems.add("<publishKind> is command, but there are no <publishCommands>: add them.");
    }
    if (kind.isPresent() && !byCommand && given(publishUrl).isEmpty()) {
      problems.add(
          "<publishUrl> or -Ddjango-deb.publishUrl is missing: name the repository's address.");
    }
    problems.throwIfAny();
    PublishEvents events = new MavenPublishLog(getLog()).publish();
    AptSuite suite = place.orElseThrow();
    return switch (kind.orElseThrow()) {
      case NEXUS -> WebPublisher.nexus(address.orElseThrow(), login(), access, events);
      case ARTIFACTORY ->
          WebPublisher.artifactory(
              address.orElseThrow(), login(), access, suite.suite(), suite.component(), events);
      case COMMAND ->
          new CommandPublisher(
              lines,
              suite.suite(),
              suite.component(),
              new LocalProcessLauncher(),
              project.getBasedir().toPath(),
              logs(),
              events);
    };
  }

  private Optional<Credentials> login() throws BuildFailure {
    Optional<String> id = given(publishServerId);
    return id.isPresent() ? Optional.of(servers().login(id.get())) : Optional.empty();
  }
}
