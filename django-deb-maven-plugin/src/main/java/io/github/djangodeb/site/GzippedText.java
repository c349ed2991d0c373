package io.github.djangodeb.site;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** A text as {@code gzip -9n} leaves it, which Policy 12.1 asks of manual pages. */
final class GzippedText {
  /** Where the header says how hard the compressor tried, and what it says then (RFC 1952). */
  private static final int EXTRA_FLAGS = 8;

  private static final byte BEST = 2;

  private GzippedText() {}

  static byte[] bytes(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new BestGzip(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException impossible) {
      throw new UncheckedIOException("memory is always writable", impossible);
    }
    byte[] file = bytes.toByteArray();
    file[EXTRA_FLAGS] = BEST;
    return file;
  }

  private static final class BestGzip extends GZIPOutputStream {
    BestGzip(ByteArrayOutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}
