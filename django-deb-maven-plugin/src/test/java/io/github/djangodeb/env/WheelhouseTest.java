package io.github.djangodeb.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.requirements.RequirementsReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WheelhouseTest {
  @TempDir Path folder;
  private Path wheels;

  @BeforeEach
  void fill() throws IOException {
    wheels = Files.createDirectory(folder.resolve("wheels"));
    wheel("Django", "4.2", "Requires-Dist: asgiref (>=3)\nRequires-Dist: tzdata; os_name=='nt'\n");
    wheel("asgiref", "3.8", "Requires-Dist: typing_extensions>=4; python_version < '3.11'\n");
    wheel("typing_extensions", "4.1", "");
    wheel("celery", "5.5", "Requires-Dist: kombu\n\nRequires-Dist: only-in-the-description\n");
    wheel("kombu", "5.4", "Requires-Dist: celery\n");
    Files.writeString(wheels.resolve("psycopg2-2.9.tar.gz"), "source");
    Files.writeString(wheels.resolve("README"), "");
  }

  private void wheel(String name, String version, String requires) throws IOException {
    Path file = wheels.resolve(name + "-" + version + "-py3-none-any.whl");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry(name + "-" + version + ".dist-info/METADATA"));
      zip.write(("Name: " + name + "\n" + requires).getBytes(StandardCharsets.UTF_8));
    }
  }

  private List<String> lines(String requirements) throws Exception {
    Path file = Files.writeString(folder.resolve("requirements.txt"), requirements);
    return new Wheelhouse(wheels).lines(RequirementsReader.read(folder, file, folder));
  }

  private List<String> names(String requirements) throws Exception {
    return lines(requirements).stream().map(line -> line.split("-")[0]).toList();
  }

  @Test
  void linesWhenWheelsRequireOthersHasAllThatPipMayChoose() throws Exception {
    assertThat(names("django>=4")).containsExactly("Django", "asgiref", "typing_extensions");
    assertThat(names("celery")).containsExactly("celery", "kombu");
    assertThat(names("absent")).isEmpty();
    assertThat(lines("kombu")).allMatch(line -> line.matches("\\S+\\.whl [0-9a-f]{64}"));
  }

  @Test
  void linesWhenAnArchiveMustBeBuiltToKnowHasAll() throws Exception {
    assertThat(names("psycopg2")).hasSize(6).contains("psycopg2", "kombu");
  }

  @Test
  void linesWhenAnotherWheelComesAreTheSame() throws Exception {
    List<String> before = lines("django");
    wheel("celery", "5.6", "");
    assertThat(lines("django")).isEqualTo(before);
    wheel("asgiref", "3.9", "");
    assertThat(lines("django")).isNotEqualTo(before);
  }

  @Test
  void linesWhenRequirementsHaveHashesAreNone() throws Exception {
    assertThat(lines("django==4.2 --hash=sha256:" + "0".repeat(64))).isEmpty();
  }

  @Test
  void linesWhenAWheelIsNoneSaysWhich() throws Exception {
    Files.writeString(wheels.resolve("kombu-9-py3-none-any.whl"), "no zip");
    assertThatThrownBy(() -> lines("celery"))
        .hasMessageStartingWith("an archive in <wheelhouse> \"" + wheels + "\" cannot be read: ");
  }
}
