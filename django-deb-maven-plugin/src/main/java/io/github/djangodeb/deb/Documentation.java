package io.github.djangodeb.deb;

import io.github.djangodeb.name.TargetPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * The changelog and the copyright file that each package has (Policy 12.5, 12.7).
 *
 * @param control the package
 * @param time of the changelog's one entry
 * @param change what that says, in one sentence
 * @param copyright who has the rights in what is packaged, and what others may do
 */
public record Documentation(ControlFields control, Instant time, String change, String copyright) {
  private static final DateTimeFormatter RFC_5322 =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss xx", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final int FILE = 0644;

  /**
   * What can be said of software whose rights are not known here.
   *
   * @param project what the package is made of
   * @param time whose year is the notice's
   */
  public static String copyrightOf(String project, Instant time) {
    return """
        This package was built from "%1$s" with django-deb-maven-plugin.

        Copyright: %2$d the authors of "%1$s" and of the software that it brings with it

        License: as they state in their own files, which are packaged as they are.
        """
        .formatted(project, time.atZone(ZoneOffset.UTC).getYear());
  }

  /** Both files. */
  public List<DebEntry> entries() {
    TargetPath folder = new TargetPath("/usr/share/doc/" + control.name());
    return List.of(
        new DebEntry.RegularFile(folder.resolve(changelogName()), gzip(changelog()), FILE),
        DebEntry.text(folder.resolve("copyright"), copyright));
  }

  /** A version with a Debian revision has a changelog of its packaging (Policy 12.7). */
  private String changelogName() {
    return control.version().text().contains("-") ? "changelog.Debian.gz" : "changelog.gz";
  }

  private String changelog() {
    return """
        %s (%s) unstable; urgency=medium

          * %s

         -- %s  %s
        """
        .formatted(
            control.name(), control.version(), change, control.maintainer(), RFC_5322.format(time));
  }

  /** A text as {@code gzip -9n} leaves it, which Policy 12 asks of changelogs and manual pages. */
  public static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GzipStream gzip = new GzipStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException impossible) {
      throw new UncheckedIOException("memory is always writable", impossible);
    }
    return bytes.toByteArray();
  }
}
