package io.github.djangodeb.wrapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.Name;
import io.github.djangodeb.name.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrapperPomTest {
  private static final String MANAGE =
      "os.environ.setdefault('DJANGO_SETTINGS_MODULE', '%s')\nimport django\n";

  @TempDir Path parent;
  private Path folder;
  private Optional<Author> author = Optional.of(new Author("Ada", "ada@example.org"));

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createDirectory(parent.resolve("my.Shop 2"));
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(folder.resolve(file).getParent());
    Files.writeString(folder.resolve(file), text);
  }

  private WrapperRequest request() {
    return new WrapperRequest(
        folder,
        Optional.empty(),
        "org.example",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "0.1.0",
        author);
  }

  private Survey written() throws BuildFailure {
    return new WrapperPom(request()).write();
  }

  private String pom() throws IOException {
    return Files.readString(folder.resolve("pom.xml"));
  }

  @Test
  void writeWhenTheFolderSaysNothingTakesTheRepositorysName() throws Exception {
    Files.createDirectory(folder.resolve(".git"));
    folder = Files.createDirectory(folder.resolve("backend"));
    write("manage.py", MANAGE.formatted("config.settings"));
    write("requirements.txt", "gunicorn==23.0\npsycopg==3.2\n");
    assertThat(written().name()).isEqualTo(new Name("my-shop-2"));
  }

  @Test
  void writeWhenNothingSaysMoreTakesTheFoldersName() throws Exception {
    folder = Files.createDirectory(folder.resolve("backend"));
    write("manage.py", MANAGE.formatted("config.settings"));
    write("requirements.txt", "gunicorn==23.0\npsycopg==3.2\n");
    assertThat(written().name()).isEqualTo(new Name("backend"));
  }

  @Test
  void writeWhenAllIsUsualStatesOnlyThePlugin() throws Exception {
    write("manage.py", MANAGE.formatted("shop.settings"));
    write("requirements.txt", "gunicorn==23.0\npsycopg==3.2\n");
    write(".gitignore", "/target/\n");
    Files.createDirectory(folder.resolve(".git"));
    Survey survey = written();
    assertThat(survey.name()).isEqualTo(new Name("shop"));
    assertThat(survey.requirements()).contains("requirements.txt");
    assertThat(survey.todo())
        .containsExactly("git add pom.xml; git commit, as what is committed is packaged");
    assertThat(pom())
        .isEqualTo(
            """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>org.example</groupId>
              <artifactId>shop</artifactId>
              <version>1.0-SNAPSHOT</version>
              <packaging>django-deb</packaging>
              <developers>
                <developer>
                  <name>Ada</name>
                  <email>ada@example.org</email>
                </developer>
              </developers>
              <build>
                <plugins>
                  <plugin>
                    <groupId>io.github.django-deb</groupId>
                    <artifactId>django-deb-maven-plugin</artifactId>
                    <version>0.1.0</version>
                    <extensions>true</extensions>
                  </plugin>
                </plugins>
              </build>
            </project>
            """);
  }

  @Test
  void writeWhenSettingsAndRequirementsAreKeptForProductionNamesThem() throws Exception {
    write("backend/manage.py", MANAGE.formatted("config.settings.local"));
    write("backend/config/settings/production.py", "");
    write("requirements/production.txt", "psycopg2==2.9\n");
    Survey survey = written();
    assertThat(survey.name()).isEqualTo(new Name("my-shop-2"));
    assertThat(survey.settingsModule()).isEqualTo("config.settings.production");
    assertThat(survey.todo())
        .containsExactly(
            "require gunicorn, which serves the site, in requirements/production.txt",
            "write libpq-dev, which psycopg2 is compiled with, into venv-debian-requirements.txt",
            "have git ignore what is built: write /target/ into .gitignore",
            "git init; git add .; git commit, as what is committed is packaged");
    assertThat(pom())
        .contains(
            """
                    <configuration>
                      <settings>config.settings.production</settings>
                      <requirements>requirements/production.txt</requirements>
                    </configuration>
            """
                .indent(0));
  }

  @Test
  void writeWhenEverythingIsSaidSaysItInThePom() throws Exception {
    write("a/manage.py", MANAGE.formatted("a.settings"));
    write("b/manage.py", MANAGE.formatted("b.settings"));
    write("lists/R&D.txt", "gunicorn\n");
    new WrapperPom(
            new WrapperRequest(
                folder,
                Optional.of(new Name("bazaar")),
                "com.example",
                Optional.of(Suite.BOOKWORM),
                Optional.of("b"),
                Optional.of("b.other"),
                Optional.of("lists/R&D.txt"),
                "0.1.0",
                Optional.of(new Author("Ada & Charles", "ada@example.org"))))
        .write();
    assertThat(pom())
        .contains(
            "<artifactId>bazaar</artifactId>",
            "<name>Ada &amp; Charles</name>",
            "<suite>bookworm</suite>",
            "<projectDirectory>b</projectDirectory>",
            "<settings>b.other</settings>",
            "<requirements>lists/R&amp;D.txt</requirements>");
  }

  @Test
  void writeWhenGitKnowsNobodySaysToNameSomebody() throws Exception {
    author = Optional.empty();
    write("manage.py", MANAGE.formatted("shop.settings"));
    write("requirements.txt", "gunicorn==23.0\npsycopg==3.2\n");
    assertThat(written().todo().get(0))
        .isEqualTo(
            "name who answers for the packages in <developers>, with <name> and <email>: git has no"
                + " user.name and user.email that a package can name, and without them it is the"
                + " site's own name");
    assertThat(pom()).doesNotContain("<developer");
  }

  @Test
  void writeWhenThereAreNoRequirementsSaysSo() throws Exception {
    write("manage.py", MANAGE.formatted("shop.settings"));
    assertThat(written().todo().get(0)).startsWith("There is no requirements.txt in the packaged");
  }

  @Test
  void writeWhenThereIsNoProjectOrTwoRefuses() throws Exception {
    assertThatThrownBy(this::written)
        .hasMessage(
            "There is no manage.py of a Django project in "
                + folder
                + ", nor below it: run this goal in the project's folder.");
    write("a/manage.py", MANAGE.formatted("a.settings"));
    write("b/manage.py", MANAGE.formatted("b.settings"));
    assertThatThrownBy(this::written)
        .hasMessage(
            "There are 2 Django projects in "
                + folder
                + ": a, b. Run this goal in the folder of one of them, or name it:"
                + " -Ddjango-deb.projectDirectory=a");
    assertThat(folder.resolve("pom.xml")).doesNotExist();
  }

  @Test
  void writeWhenNoSettingsAreNamedSaysHowToNameThem() throws Exception {
    write("manage.py", "import django\n");
    assertThatThrownBy(this::written)
        .hasMessageStartingWith("No settings module is named in manage.py")
        .hasMessageEndingWith(
            " For this goal: -Ddjango-deb.settings=... or -Ddjango-deb.projectDirectory=...");
  }

  @Test
  void isThereWhenAPomIsThereTellsWhetherItHasThePlugin() throws Exception {
    assertThat(new WrapperPom(request()).isThere()).isFalse();
    write("pom.xml", "<artifactId>django-deb-maven-plugin</artifactId>");
    assertThat(new WrapperPom(request()).isThere()).isTrue();
    write("pom.xml", "<project/>");
    assertThatThrownBy(() -> new WrapperPom(request()).isThere())
        .hasMessage(
            folder
                + "/pom.xml is there already, without this plugin, and is not overwritten: add"
                + " <packaging>django-deb</packaging> and the plugin with"
                + " <extensions>true</extensions> to it, or run this goal in another folder.");
    write("manage.py", MANAGE.formatted("shop.settings"));
    assertThatThrownBy(this::written).hasMessageContaining("is not overwritten");
    assertThat(pom()).isEqualTo("<project/>");
  }
}
