package io.github.djangodeb.django;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DjangoProjectFinderTest {
  private static final String MANAGE =
      """
      #!/usr/bin/env python
      # os.environ.setdefault("DJANGO_SETTINGS_MODULE", "old.settings")
      os.environ.setdefault("DJANGO_SETTINGS_MODULE", "%s")
      from django.core.management import execute_from_command_line
      """;

  @TempDir Path tree;

  @Test
  void findWhenManagePyIsAtTheRootTakesIt() throws Exception {
    write("manage.py", MANAGE.formatted("shop.settings"));
    write("other/manage.py", MANAGE.formatted("other.settings"));
    assertThat(find()).isEqualTo(new DjangoProject("", "shop.settings"));
  }

  @Test
  void findWhenManagePyIsDeepDownTakesItsFolder() throws Exception {
    write("tests/app/idp/manage.py", MANAGE.formatted("idp.settings"));
    write("node_modules/x/manage.py", MANAGE.formatted("x.settings"));
    write("tools/manage.py", "print('no such project')");
    assertThat(find()).isEqualTo(new DjangoProject("tests/app/idp", "idp.settings"));
  }

  @Test
  void findWhenThereIsNoneTellsWhatToDo() {
    assertThatThrownBy(this::find)
        .hasMessage(
            "There is no manage.py of a Django project in the packaged source."
                + " If it was not committed, commit it; if it lies outside the pom's folder,"
                + " set <sourceDirectory>; a project without one needs <settings>.");
  }

  @Test
  void findWhenThereAreTwoNamesBoth() throws Exception {
    write("a/manage.py", MANAGE.formatted("a.settings"));
    write("b/manage.py", MANAGE.formatted("b.settings"));
    assertThatThrownBy(this::find)
        .hasMessage(
            "There are 2 Django projects in the packaged source: a/manage.py, b/manage.py."
                + " Name the folder of the one to package in <projectDirectory>.");
  }

  @Test
  void findWhenTheFolderIsNamedTakesIt() throws Exception {
    write("a/manage.py", MANAGE.formatted("a.settings"));
    write("b/manage.py", MANAGE.formatted("b.settings"));
    assertThat(find("b", null)).isEqualTo(new DjangoProject("b", "b.settings"));
  }

  @Test
  void findWhenTheNamedFolderLeadsOutRefuses() {
    assertThatThrownBy(() -> find("../x", null))
        .hasMessage(
            "<projectDirectory> \"../x\" is no folder of the packaged source."
                + " Name the folder of manage.py, relative to <sourceDirectory>.");
  }

  @Test
  void findWhenNoSettingsAreNamedLooksIntoWsgi() throws Exception {
    write("manage.py", "import django; from shop import configure");
    write("shop/wsgi.py", "os.environ['DJANGO_SETTINGS_MODULE'] = 'shop.production'");
    assertThat(find()).isEqualTo(new DjangoProject("", "shop.production"));
  }

  @Test
  void findWhenSeveralSettingsAreNamedAsks() throws Exception {
    write(
        "manage.py",
        MANAGE.formatted("shop.settings")
            + "    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.testing')\n");
    assertThatThrownBy(this::find)
        .hasMessage(
            "manage.py names several settings modules: shop.settings, shop.testing."
                + " Name the one for production in <settings>.");
  }

  @Test
  void findWhenSettingsAreGivenNeedsNoManagePy() throws Exception {
    assertThat(find(null, "shop.settings")).isEqualTo(new DjangoProject("", "shop.settings"));
  }

  @Test
  void findWhenSettingsAreNoModuleNameRefuses() {
    assertThatThrownBy(() -> find(null, "shop/settings.py"))
        .hasMessage(
            "<projectDirectory> or <settings>: \"shop/settings.py\" is no dotted module name:"
                + " use one such as \"shop.settings\".");
  }

  private DjangoProject find() throws BuildFailure {
    return find(null, null);
  }

  private DjangoProject find(String folder, String settings) throws BuildFailure {
    return new DjangoProjectFinder(tree)
        .find(Optional.ofNullable(folder), Optional.ofNullable(settings));
  }

  private void write(String file, String text) throws IOException {
    Path path = tree.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
