package io.github.djangodeb.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeDigestTest {
  @TempDir Path folder;

  private Path tree(String name, String file, String text) throws IOException {
    Path tree = Files.createDirectories(folder.resolve(name));
    Files.writeString(tree.resolve(file), text);
    return tree;
  }

  @Test
  void ofWhenOnlyTimesDifferIsTheSame() throws Exception {
    Path one = tree("one", "setup.py", "x");
    Path two = tree("two", "setup.py", "x");
    Files.setLastModifiedTime(two.resolve("setup.py"), FileTime.fromMillis(0));
    assertThat(TreeDigest.of(one)).isEqualTo(TreeDigest.of(two)).hasSize(64);
  }

  @Test
  void ofWhenNameModeContentOrLinkDiffersIsAnother() throws Exception {
    Path program = tree("program", "setup.py", "x");
    program.resolve("setup.py").toFile().setExecutable(true);
    Path link = Files.createDirectory(folder.resolve("link"));
    Files.createSymbolicLink(link.resolve("setup.py"), Path.of("x"));
    assertThat(
            Set.of(
                TreeDigest.of(tree("plain", "setup.py", "x")),
                TreeDigest.of(tree("name", "setup2.py", "x")),
                TreeDigest.of(tree("content", "setup.py", "y")),
                TreeDigest.of(program),
                TreeDigest.of(link)))
        .hasSize(5);
  }
}
