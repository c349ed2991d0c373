package io.github.djangodeb.apt;

import io.github.djangodeb.deb.Compression;
import io.github.djangodeb.deb.ControlFields;
import io.github.djangodeb.deb.DebEntry;
import io.github.djangodeb.deb.DebPackage;
import io.github.djangodeb.deb.JdebWriter;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.DebianVersion;
import io.github.djangodeb.name.TargetPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Small packages for tests, and the commands that look at them. */
final class Debs {
  static final String ENV = "shop-env-0123456789ab";

  private final Path folder;

  Debs(Path folder) {
    this.folder = folder;
  }

  /** The package of a source. */
  Path src(char digit) throws BuildFailure {
    return deb("shop-src-" + ("" + digit).repeat(12), "20261123T101500", Architecture.ALL, "");
  }

  Path env() throws BuildFailure {
    return deb(ENV, "1+deb13", new Architecture("amd64"), "");
  }

  /** A site that needs the virtualenv and one source. */
  Path site(String version, char src) throws BuildFailure {
    return site("shop-site", version, src);
  }

  Path site(String name, String version, char src) throws BuildFailure {
    String code = "shop-src-" + ("" + src).repeat(12);
    return deb(name, version, Architecture.ALL, code);
  }

  private Path deb(String name, String version, Architecture architecture, String src)
      throws BuildFailure {
    return deb(name, version, architecture, src, Compression.ZSTD, "text\n");
  }

  Path deb(
      String name,
      String version,
      Architecture architecture,
      String src,
      Compression compression,
      String content)
      throws BuildFailure {
    ControlFields control =
        new ControlFields(
            name,
            new DebianVersion(version),
            architecture,
            "Ada <ada@example.org>",
            "web",
            src.isEmpty() ? List.of() : List.of(ENV, src),
            List.of(),
            "",
            "a part of the shop",
            List.of("A shop.", "It sells."));
    DebPackage deb =
        new DebPackage(
            control,
            List.of(DebEntry.text(new TargetPath("/usr/lib/" + name + "/file"), content)),
            List.of(),
            new TreeSet<>(),
            Instant.parse("2026-11-23T10:15:00Z"));
    Path file = folder.resolve(control.fileName());
    new JdebWriter().write(deb, compression, file);
    return file;
  }

  /** What a command writes; it must succeed. */
  static String run(String... command) throws IOException, InterruptedException {
    return run(0, command);
  }

  static String run(int status, String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(Map.of("TZ", "UTC", "LC_ALL", "C.UTF-8"));
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != status) {
      throw new IOException(String.join(" ", command) + ":\n" + output);
    }
    return output;
  }
}
