package io.github.djangodeb.deb;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import org.vafer.jdeb.DataConsumer;
import org.vafer.jdeb.shaded.commons.compress.archivers.tar.TarArchiveEntry;
import org.vafer.jdeb.shaded.commons.compress.archivers.tar.TarConstants;
import org.vafer.jdeb.shaded.commons.compress.archivers.zip.ZipEncoding;
import org.vafer.jdeb.shaded.commons.compress.archivers.zip.ZipEncodingHelper;

/**
 * Writes what jdeb's producers hand it into a tar archive, and keeps each file's MD5.
 *
 * <p>With jdeb's headers, but not its archive stream: that puts the name of the user who builds
 * into the headers of long names, and hands on the bytes in pieces of 512.
 */
final class TarConsumer implements DataConsumer, Closeable {
  private static final int RECORD = 512;

  /** tar pads an archive to whole blocks of this size. */
  private static final int BLOCK = 20 * RECORD;

  /** What a header holds of a name or a link's target, in bytes. */
  private static final int HEADER_NAME = 100;

  private static final ZipEncoding NAMES =
      ZipEncodingHelper.getZipEncoding(StandardCharsets.UTF_8.name());

  private final OutputStream out;
  private final TarEntries entries;
  private final SortedMap<String, String> md5sums = new TreeMap<>();
  private final byte[] buffer = new byte[1 << 16];
  private final MessageDigest md5 = md5();
  private long written;

  TarConsumer(OutputStream out, TarEntries entries) {
    this.out = out;
    this.entries = entries;
  }

  /** The MD5 of each file, in hexadecimal, by the name that the archive gives it. */
  SortedMap<String, String> md5sums() {
    return md5sums;
  }

  @Override
  public void onEachDir(TarArchiveEntry entry) throws IOException {
    header(entry);
  }

  @Override
  public void onEachLink(TarArchiveEntry entry) throws IOException {
    header(entry);
  }

  @Override
  public void onEachFile(InputStream bytes, TarArchiveEntry entry) throws IOException {
    header(entry);
    long size = 0;
    for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
      md5.update(buffer, 0, count);
      write(buffer, count);
      size += count;
    }
    if (size != entry.getSize()) {
      throw new IOException(entry.getName() + " changed while it was read");
    }
    pad(RECORD);
    md5sums.put(entry.getName(), HexFormat.of().formatHex(md5.digest()));
  }

  private void header(TarArchiveEntry entry) throws IOException {
    longName(entry.getLinkName(), TarConstants.LF_GNUTYPE_LONGLINK);
    longName(entry.getName(), TarConstants.LF_GNUTYPE_LONGNAME);
    plainHeader(entry);
  }

  private void longName(String name, byte kind) throws IOException {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length >= HEADER_NAME) {
      plainHeader(entries.longName(kind, bytes.length + 1L));
      write(bytes, bytes.length);
      write(new byte[1], 1);
      pad(RECORD);
    }
  }

  private void plainHeader(TarArchiveEntry entry) throws IOException {
    byte[] header = new byte[RECORD];
    entry.writeEntryHeader(header, NAMES, true);
    write(header, RECORD);
  }

  private void write(byte[] bytes, int count) throws IOException {
    out.write(bytes, 0, count);
    written += count;
  }

  private void pad(int unit) throws IOException {
    int rest = (int) (written % unit);
    if (rest > 0) {
      write(new byte[unit - rest], unit - rest);
    }
  }

  /** Policy and dpkg want MD5, against accidents only. */
  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every Java has MD5", absent);
    }
  }

  /** Two empty records end an archive. */
  @Override
  public void close() throws IOException {
    try (out) {
      Arrays.fill(buffer, (byte) 0);
      write(buffer, 2 * RECORD);
      pad(BLOCK);
    }
  }
}
