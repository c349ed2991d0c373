package io.github.djangodeb.chroot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The programs beside this class. */
enum Scripts {
  ENTER("enter.sh"),
  PROBE("probe.sh"),
  SUPERVISE("supervise.py"),
  ENTER_SCHROOT("enter_schroot.py"),
  MACHINE("machine.sh");

  private final String file;

  Scripts(String file) {
    this.file = file;
  }

  /** The program's name in a folder that it was written into. */
  String file() {
    return file;
  }

  /** Writes the program into a folder, for its interpreter to read. */
  Path writeInto(Path folder) throws IOException {
    Path script = folder.resolve(file);
    try (InputStream text = Scripts.class.getResourceAsStream(file)) {
      Files.copy(text, script, StandardCopyOption.REPLACE_EXISTING);
    }
    return script;
  }
}
