package io.github.djangodeb.deb;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import org.vafer.jdeb.DataConsumer;
import org.vafer.jdeb.shaded.commons.compress.archivers.tar.TarArchiveEntry;
import org.vafer.jdeb.shaded.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.vafer.jdeb.shaded.commons.compress.archivers.tar.TarConstants;

/** Writes what jdeb's producers hand it into a tar archive, and keeps each file's MD5. */
final class TarConsumer implements DataConsumer, Closeable {
  /** What a header holds of a name or a link's target, in bytes. */
  private static final int HEADER_NAME = 100;

  private final TarArchiveOutputStream tar;
  private final TarEntries entries;
  private final SortedMap<String, String> md5sums = new TreeMap<>();
  private final byte[] buffer = new byte[1 << 16];

  TarConsumer(OutputStream out, TarEntries entries) {
    this.tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
    this.entries = entries;
    // Long names get their header here: the library's own has the name of the user who builds.
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_TRUNCATE);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
  }

  /** The MD5 of each file, in hexadecimal, by the name that the archive gives it. */
  SortedMap<String, String> md5sums() {
    return md5sums;
  }

  @Override
  public void onEachDir(TarArchiveEntry entry) throws IOException {
    put(entry);
    tar.closeArchiveEntry();
  }

  @Override
  public void onEachLink(TarArchiveEntry entry) throws IOException {
    put(entry);
    tar.closeArchiveEntry();
  }

  @Override
  public void onEachFile(InputStream bytes, TarArchiveEntry entry) throws IOException {
    put(entry);
    MessageDigest md5 = md5();
    for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
      md5.update(buffer, 0, count);
      tar.write(buffer, 0, count);
    }
    tar.closeArchiveEntry();
    md5sums.put(entry.getName(), HexFormat.of().formatHex(md5.digest()));
  }

  private void put(TarArchiveEntry entry) throws IOException {
    putLong(entry.getLinkName(), TarConstants.LF_GNUTYPE_LONGLINK);
    putLong(entry.getName(), TarConstants.LF_GNUTYPE_LONGNAME);
    tar.putArchiveEntry(entry);
  }

  private void putLong(String name, byte kind) throws IOException {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length >= HEADER_NAME) {
      tar.putArchiveEntry(entries.longName(kind, bytes.length + 1L));
      tar.write(bytes);
      tar.write(0);
      tar.closeArchiveEntry();
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

  @Override
  public void close() throws IOException {
    tar.close();
  }
}
