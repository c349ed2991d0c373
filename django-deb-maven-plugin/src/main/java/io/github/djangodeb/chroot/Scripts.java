package io.github.djangodeb.chroot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** The shell programs beside this class. */
enum Scripts {
  ENTER,
  PROBE;

  /** Writes the program into a folder, for {@code sh} to read. */
  Path writeInto(Path folder) throws IOException {
    String name = name().toLowerCase(Locale.ROOT) + ".sh";
    Path script = folder.resolve(name);
    try (InputStream text = Scripts.class.getResourceAsStream(name)) {
      Files.copy(text, script, StandardCopyOption.REPLACE_EXISTING);
    }
    return script;
  }
}
