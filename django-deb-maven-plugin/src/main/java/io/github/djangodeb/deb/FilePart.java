package io.github.djangodeb.deb;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Some bytes of an open file, by their place in it; several may be read at once. */
final class FilePart extends InputStream {
  private final FileChannel file;
  private final long end;
  private long position;
  private long holeEnd;

  FilePart(FileChannel file, long begin, long length) {
    this.file = file;
    this.position = begin;
    this.end = begin + length;
  }

  /** Where in the file the next byte lies. */
  long position() {
    return position;
  }

  /**
   * Says that the next bytes are not wanted: whoever passes over them by reading gets anything, and
   * the disk is left alone. The archive library passes over files that way.
   */
  void leaveOut(long count) {
    holeEnd = position + count;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (position >= end) {
      return -1;
    }
    if (position < holeEnd) {
      return (int) skip(Math.min(length, holeEnd - position));
    }
    int wanted = (int) Math.min(length, end - position);
    int count = file.read(ByteBuffer.wrap(bytes, offset, wanted), position);
    position += Math.max(0, count);
    return count;
  }

  @Override
  public long skip(long count) {
    long skipped = Math.max(0, Math.min(count, end - position));
    position += skipped;
    return skipped;
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, end - position);
  }
}
