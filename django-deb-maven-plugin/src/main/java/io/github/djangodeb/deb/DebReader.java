package io.github.djangodeb.deb;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;
import org.vafer.jdeb.shaded.commons.compress.archivers.ar.ArArchiveEntry;
import org.vafer.jdeb.shaded.commons.compress.archivers.ar.ArArchiveInputStream;
import org.vafer.jdeb.shaded.commons.compress.archivers.tar.TarArchiveEntry;
import org.vafer.jdeb.shaded.commons.compress.archivers.tar.TarArchiveInputStream;

/** Reads packages that are finished. */
public final class DebReader {
  private static final String CONTROL = "control.tar";

  /** A control file is a page; what says that it is longer is no package. In bytes. */
  private static final int LONGEST = 1 << 20;

  private DebReader() {}

  /**
   * The package's control file, as it stands in the package.
   *
   * @throws IOException if the file cannot be read, or is no package (deb(5))
   */
  public static String control(Path deb) throws IOException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(deb));
        ArArchiveInputStream ar = new ArArchiveInputStream(file)) {
      ArArchiveEntry member;
      while ((member = ar.getNextEntry()) != null) {
        if (member.getName().startsWith(CONTROL)) {
          return controlFile(decompressed(ar, member.getName().substring(CONTROL.length())));
        }
      }
    } catch (IllegalArgumentException damaged) {
      throw new IOException(damaged.getMessage(), damaged);
    }
    throw new IOException("it has no control archive");
  }

  private static InputStream decompressed(InputStream member, String suffix) throws IOException {
    return switch (suffix) {
      case "" -> member;
      case ".gz" -> new GZIPInputStream(member);
      case ".xz" -> new XZInputStream(member);
      case ".zst" -> new ZstdInputStreamNoFinalizer(member);
      default -> throw new IOException("its control archive is compressed as " + suffix);
    };
  }

  private static String controlFile(InputStream archive) throws IOException {
    TarArchiveInputStream tar = new TarArchiveInputStream(archive);
    TarArchiveEntry entry;
    while ((entry = tar.getNextEntry()) != null) {
      if (entry.getName().replaceFirst("^\\./", "").equals("control")) {
        byte[] text = tar.readNBytes(LONGEST + 1);
        if (text.length > LONGEST) {
          throw new IOException("its control file is too long");
        }
        return new String(text, StandardCharsets.UTF_8);
      }
    }
    throw new IOException("it has no control file");
  }
}
