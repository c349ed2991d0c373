package io.github.djangodeb.deb;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * {@code gzip -9n}: the highest level, which the header says too (Java's own stream does not, and
 * lintian looks there), and neither a name nor a time.
 */
final class GzipStream extends DeflaterOutputStream {
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 2, 3};
  private static final int BUFFER = 1 << 16;

  private final CRC32 crc = new CRC32();
  private boolean finished;

  GzipStream(OutputStream out) throws IOException {
    super(out, new Deflater(Deflater.BEST_COMPRESSION, true), BUFFER);
    out.write(HEADER);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    super.write(bytes, offset, length);
    crc.update(bytes, offset, length);
  }

  @Override
  public void finish() throws IOException {
    if (finished) {
      return;
    }
    finished = true;
    super.finish();
    ByteBuffer trailer = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    trailer.putInt((int) crc.getValue()).putInt((int) def.getBytesRead());
    out.write(trailer.array());
    def.end();
  }
}
