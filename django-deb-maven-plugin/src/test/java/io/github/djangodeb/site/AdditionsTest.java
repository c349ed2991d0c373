package io.github.djangodeb.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdditionsTest {
  @TempDir Path folder;

  @Test
  void templatesWhenTheSameElsewhereHaveTheSameText() throws IOException {
    Templates one = Templates.in(tree("one", "text"));
    assertThat(one).hasToString(Templates.in(tree("two", "text")).toString());
    assertThat(one.toString()).isNotEqualTo(Templates.in(tree("three", "other")).toString());
  }

  @Test
  void templatesWhenThereIsNoFolderRefuses() {
    Path missing = folder.resolve("missing");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Templates.in(missing))
        .withMessage(
            "\"" + missing + "\" is no folder: name one of templates, relative to the pom's");
  }

  @Test
  void templatesWhenOneIsALinkRefuses() throws IOException {
    Path tree = tree("tree", "text");
    Path link = Files.createSymbolicLink(tree.resolve("b.html"), Path.of("a.html"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Templates.in(tree))
        .withMessage(
            "\""
                + link
                + "\" is neither a folder nor a plain file, and might be another one on the host:"
                + " replace it by a copy of what it stands for");
  }

  @Test
  void nginxAdditionsWhenTheLastLineHasNoEndGetOne() throws IOException {
    Path file = Files.writeString(folder.resolve("nginx.conf"), "expires 1d;");
    assertThat(NginxAdditions.in(file).text()).isEqualTo("expires 1d;\n");
  }

  @Test
  void nginxAdditionsWhenTheyAreNoTextRefuses() throws IOException {
    Path file = Files.write(folder.resolve("nginx.conf"), new byte[] {(byte) 0xff});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NginxAdditions.in(file))
        .withMessage("\"" + file + "\" is no text in UTF-8: save it as such");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NginxAdditions.in(folder))
        .withMessage(
            "\""
                + folder
                + "\" is no file: name one of nginx directives, relative to the pom's folder");
  }

  private Path tree(String name, String text) throws IOException {
    Path tree = Files.createDirectory(folder.resolve(name));
    Files.writeString(tree.resolve("a.html"), text);
    return tree;
  }
}
