package io.github.djangodeb.deb;

import io.github.djangodeb.file.FileDigest;
import io.github.djangodeb.name.Architecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The record of how a package was built (deb-buildinfo(5)), by which others can build it again and
 * compare. It has no date: the same package, built among the same others, has the same record.
 *
 * @param control the package's control file
 * @param builtOn the architecture of the system that it was built in
 * @param installed what was installed there, as relations that only that satisfies
 * @param environment what the programs found in their environment that makes packages
 */
public record BuildInfo(
    ControlFields control,
    Architecture builtOn,
    List<String> installed,
    SortedMap<String, String> environment) {
  /** What its name ends in. */
  public static final String SUFFIX = ".buildinfo";

  private static final Map<String, String> CHECKSUMS =
      new TreeMap<>(
          Map.of(
              "Checksums-Md5", "MD5",
              "Checksums-Sha1", "SHA-1",
              "Checksums-Sha256", "SHA-256"));

  public BuildInfo {
    Objects.requireNonNull(control);
    Objects.requireNonNull(builtOn);
    installed = List.copyOf(installed);
    environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
  }

  /** The name of the record of a package's file. */
  public static String nameFor(String debFileName) {
    return debFileName.replaceFirst("\\.deb$", SUFFIX);
  }

  /**
   * The record.
   *
   * @param deb the finished package
   * @throws IOException if that cannot be read
   */
  public String text(Path deb) throws IOException {
    StringBuilder text = new StringBuilder();
    field(text, "Format", "1.0");
    // The package names no other source, so its source has its name (Policy 5.6.1).
    field(text, "Source", control.name());
    field(text, "Binary", control.name());
    field(text, "Architecture", control.architecture().text());
    field(text, "Version", control.version().text());
    for (Map.Entry<String, String> checksum : CHECKSUMS.entrySet()) {
      String digest = FileDigest.of(checksum.getValue(), deb);
      String line = digest + " " + Files.size(deb) + " " + control.fileName();
      lines(text, checksum.getKey(), List.of(line), "");
    }
    field(text, "Build-Origin", "Debian");
    field(text, "Build-Architecture", builtOn.text());
    lines(text, "Installed-Build-Depends", installed, ",");
    List<String> variables =
        environment.entrySet().stream()
            .map(variable -> variable.getKey() + "=\"" + escaped(variable.getValue()) + "\"")
            .toList();
    lines(text, "Environment", variables, "");
    return text.toString();
  }

  private static void field(StringBuilder text, String name, String value) {
    text.append(name).append(": ").append(value).append('\n');
  }

  private static void lines(StringBuilder text, String name, List<String> lines, String separator) {
    text.append(name).append(":\n ");
    text.append(String.join(separator + "\n ", lines)).append('\n');
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
