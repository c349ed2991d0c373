package io.github.djangodeb.wrapper;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.file.NewFile;
import io.github.djangodeb.name.Suite;
import io.github.djangodeb.template.Escapers;
import io.github.djangodeb.template.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Writes a pom that packages a Django project. */
public final class WrapperPom {
  private static final String FILE = "pom.xml";
  private static final String PLUGIN = "django-deb-maven-plugin";

  private final WrapperRequest request;

  public WrapperPom(WrapperRequest request) {
    this.request = request;
  }

  /** Where it is to lie. */
  public Path file() {
    return request.folder().resolve(FILE);
  }

  /**
   * Whether a pom is there that uses the plugin.
   *
   * @throws BuildFailure the user's, if one is there that does not
   */
  public boolean isThere() throws BuildFailure {
    if (!Files.exists(file(), LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try {
      if (Files.readString(file(), StandardCharsets.ISO_8859_1).contains(PLUGIN)) {
        return true;
      }
    } catch (IOException unreadable) {
      throw BuildFailure.ofMachine(
          file() + " is there and cannot be read: " + unreadable.getMessage(), unreadable);
    }
    throw refusal();
  }

  private BuildFailure refusal() {
    return BuildFailure.ofUser(
        file()
            + " is there already, without this plugin, and is not overwritten: add <packaging>"
            + "django-deb</packaging> and the plugin with <extensions>true</extensions> to it, or"
            + " run this goal in another folder.");
  }

  /**
   * Looks at the project and writes the pom.
   *
   * @throws BuildFailure the user's, if something that the pom must say cannot be found, or one is
   *     there
   */
  public Survey write() throws BuildFailure {
    Survey survey = new Surveyor(request).survey();
    try {
      Files.writeString(file(), text(survey), StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException meanwhile) {
      throw refusal();
    } catch (IOException refused) {
      throw NewFile.failure(file(), refused);
    }
    return survey;
  }

  private String text(Survey survey) throws BuildFailure {
    Map<String, Object> values = new TreeMap<>();
    values.put("groupId", request.groupId());
    values.put("name", survey.name().text());
    values.put("version", request.pluginVersion());
    values.put("has_author", request.author().isPresent());
    values.put("author", request.author().map(Author::name).orElse(""));
    values.put("email", request.author().map(Author::email).orElse(""));
    put(values, "suite", request.suite().map(Suite::toString));
    put(values, "projectDirectory", request.projectDirectory());
    put(values, "settings", survey.settings());
    put(values, "requirements", survey.requirements().filter(file -> !survey.requirementsUsual()));
    boolean configured =
        request.suite().isPresent()
            || request.projectDirectory().isPresent()
            || survey.settings().isPresent()
            || survey.requirements().isPresent() && !survey.requirementsUsual();
    values.put("configured", configured);
    try {
      return new Template(FILE, template()).render(Escapers.XML, values);
    } catch (IllegalArgumentException refused) {
      throw BuildFailure.ofUser(refused.getMessage() + ".", refused);
    }
  }

  private static void put(Map<String, Object> values, String key, Optional<String> value) {
    values.put("has_" + key, value.isPresent());
    values.put(key, value.orElse(""));
  }

  private static String template() {
    try (InputStream in = WrapperPom.class.getResourceAsStream(FILE)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
