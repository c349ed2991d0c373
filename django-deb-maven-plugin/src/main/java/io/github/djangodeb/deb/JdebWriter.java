package io.github.djangodeb.deb;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.file.NewFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import org.vafer.jdeb.shaded.commons.compress.archivers.ar.ArArchiveEntry;
import org.vafer.jdeb.shaded.commons.compress.archivers.ar.ArArchiveOutputStream;

/**
 * Writes packages with jdeb's producers and archive classes.
 *
 * <p>Not with its {@code DebMaker}: that has no zstd, compresses the control archive its own way,
 * replaces {@code [[...]]} in maintainer scripts, and takes the order of files as it comes.
 */
public final class JdebWriter implements DebWriter {
  private static final byte[] FORMAT = "2.0\n".getBytes(StandardCharsets.US_ASCII);
  private static final int MEMBER_MODE = 0100644;

  @Override
  public void write(DebPackage deb, Compression compression, Path file) throws BuildFailure {
    try (ContentsReader reader = new ContentsReader();
        NewFile data = new NewFile(file.resolveSibling(file.getFileName() + ".data"));
        NewFile whole = new NewFile(file)) {
      Contents contents = reader.read(deb.contents());
      contents.requireFiles(deb.conffiles());
      TarEntries entries = new TarEntries(deb.timestamp());
      SortedMap<String, String> md5sums = writeData(contents, entries, compression, data.beside());
      byte[] control =
          new ControlArchive(deb, contents, md5sums).bytes(compression.ofControl(), entries);
      writeMembers(deb, compression, control, data.beside(), whole.beside());
      whole.appear();
    } catch (IOException cause) {
      throw NewFile.failure(file, cause);
    }
  }

  private static SortedMap<String, String> writeData(
      Contents contents, TarEntries entries, Compression compression, Path data)
      throws IOException {
    OutputStream out = Files.newOutputStream(data);
    try (TarConsumer tar = new TarConsumer(Compressor.over(out, compression), entries)) {
      new SortedProducer(contents, entries).produce(tar);
      return tar.md5sums();
    }
  }

  /** The three members by their names and in the order that deb(5) wants. */
  private static void writeMembers(
      DebPackage deb, Compression compression, byte[] control, Path data, Path file)
      throws IOException {
    long seconds = Math.max(0, deb.timestamp().getEpochSecond());
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        ArArchiveOutputStream ar = new ArArchiveOutputStream(out)) {
      put(ar, "debian-binary", FORMAT, seconds);
      put(ar, "control.tar" + suffix(compression.ofControl()), control, seconds);
      ar.putArchiveEntry(entry("data.tar" + suffix(compression), Files.size(data), seconds));
      Files.copy(data, ar);
      ar.closeArchiveEntry();
    }
  }

  private static String suffix(Compression compression) {
    return compression == Compression.NONE ? "" : "." + compression.extension();
  }

  private static void put(ArArchiveOutputStream ar, String name, byte[] bytes, long seconds)
      throws IOException {
    ar.putArchiveEntry(entry(name, bytes.length, seconds));
    ar.write(bytes);
    ar.closeArchiveEntry();
  }

  private static ArArchiveEntry entry(String name, long size, long seconds) {
    return new ArArchiveEntry(name, size, 0, 0, MEMBER_MODE, seconds);
  }
}
