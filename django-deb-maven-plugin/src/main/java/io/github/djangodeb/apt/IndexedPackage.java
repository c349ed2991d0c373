package io.github.djangodeb.apt;

import io.github.djangodeb.deb.DebReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One package of an index.
 *
 * @param stanza its control file, with where it lies and its checksums
 */
record IndexedPackage(Stanza stanza) {
  private static final String FILE = "Filename";

  /**
   * @throws IllegalArgumentException if a field is missing
   */
  IndexedPackage {
    for (String field : List.of("Package", "Version", "Architecture", FILE, "Size", "SHA256")) {
      stanza.required(field);
    }
  }

  /**
   * Reads a package.
   *
   * @param folder where it is to lie, relative to the repository
   * @throws IOException if it cannot be read, or is no package
   */
  static IndexedPackage read(Path deb, String folder) throws IOException {
    try {
      Stanza control = Stanza.parse(DebReader.control(deb));
      Map<String, String> more = new LinkedHashMap<>();
      more.put(FILE, folder + "/" + fileName(control));
      more.putAll(Digests.of(deb));
      return new IndexedPackage(control.with(more));
    } catch (IllegalArgumentException odd) {
      throw new IOException(odd.getMessage(), odd);
    }
  }

  /** Without an epoch, as Debian has it. */
  private static String fileName(Stanza control) {
    String version = control.required("Version").replaceFirst("^[0-9]+:", "");
    return control.required("Package")
        + "_"
        + version
        + "_"
        + control.required("Architecture")
        + ".deb";
  }

  String name() {
    return stanza.required("Package");
  }

  String version() {
    return stanza.required("Version");
  }

  String architecture() {
    return stanza.required("Architecture");
  }

  /** Where it lies, relative to the repository. */
  String file() {
    return stanza.required(FILE);
  }

  String fileName() {
    return file().substring(file().lastIndexOf('/') + 1);
  }

  String sha256() {
    return stanza.required("SHA256");
  }

  /** What apt takes for one and the same package. */
  String key() {
    return name() + "_" + version() + "_" + architecture();
  }

  /** The names in its Depends. */
  List<String> dependencies() {
    return Arrays.stream(stanza.field("Depends").orElse("").split("[,|]"))
        .map(relation -> relation.strip().split("[ (:]", 2)[0])
        .filter(name -> !name.isEmpty())
        .toList();
  }
}
