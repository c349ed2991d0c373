package io.github.djangodeb.site;

import io.github.djangodeb.deb.DebEntry;
import io.github.djangodeb.deb.DebPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Lays a package's own text files into a folder, for golden files and for other tools' checks. */
final class SiteOnDisk {
  private SiteOnDisk() {}

  static void write(DebPackage deb, Path folder) throws IOException {
    for (DebEntry entry : deb.contents()) {
      if (entry instanceof DebEntry.RegularFile file) {
        Path at = folder.resolve(file.at().relativeToRoot());
        Files.createDirectories(at.getParent());
        Files.write(at, file.bytes());
        at.toFile().setExecutable((file.mode() & 0111) != 0, false);
      }
    }
    Path control = Files.createDirectories(folder.resolve("DEBIAN"));
    for (var script : deb.scripts()) {
      String name = script.kind().name().toLowerCase(java.util.Locale.ROOT);
      Files.writeString(control.resolve(name), script.text());
    }
  }
}
