package io.github.djangodeb.env;

import io.github.djangodeb.name.ContentHash;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The programs that run in the chroot. */
final class EnvPrograms {
  /** Builds the virtualenv. */
  static final String BUILDER = "build_env.py";

  private static final String COMPILER = "compiler";
  private static final List<String> ALL =
      List.of(
          BUILDER,
          "job.py",
          "pip_install.py",
          "pip_watch.py",
          "paced_pip.py",
          "relay.py",
          "compile_bytecode.py",
          "installed_files.py",
          "inventory.py",
          "debian_relations.py",
          COMPILER);

  private EnvPrograms() {}

  /** Puts them into a folder. */
  static void writeInto(Path folder) throws IOException {
    for (String name : ALL) {
      Files.write(folder.resolve(name), bytes(name));
    }
  }

  /** A hash over all of them: what other programs made is not taken for what these would make. */
  static String digest() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ALL.forEach(name -> all.writeBytes(bytes(name)));
    return ContentHash.sha256(all.toByteArray());
  }

  /** A hash over how things are compiled. */
  static String compilerDigest() {
    return ContentHash.sha256(bytes(COMPILER));
  }

  private static byte[] bytes(String name) {
    try (InputStream in = EnvPrograms.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
