package io.github.djangodeb.apt;

import io.github.djangodeb.deb.Compression;
import io.github.djangodeb.deb.Compressor;
import io.github.djangodeb.name.ContentHash;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;

/** The indexes of a component, as they are downloaded: plain, and in all of apt's compressions. */
final class IndexFiles {
  private static final String NAME = "Packages";

  private IndexFiles() {}

  /** The files of all architectures, by their paths below the suite's folder. */
  static SortedMap<String, byte[]> of(
      PackageList packages, String component, Collection<String> architectures) throws IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    for (String architecture : architectures) {
      byte[] text = packages.index(architecture).getBytes(StandardCharsets.UTF_8);
      for (Compression compression : Compression.values()) {
        String ending = compression == Compression.NONE ? "" : "." + compression.extension();
        files.put(plain(component, architecture) + ending, compressed(text, compression));
      }
    }
    return files;
  }

  /** The path of an index that is not compressed. */
  static String plain(String component, String architecture) {
    return component + "/binary-" + architecture + "/" + NAME;
  }

  /** Where a file lies under its checksum: there it stays for who read of it a moment ago. */
  static String byHash(String path, String sha256) {
    return path.substring(0, path.lastIndexOf('/')) + "/by-hash/SHA256/" + sha256;
  }

  static ReleaseFile.Checksum checksum(byte[] file) {
    return new ReleaseFile.Checksum(ContentHash.sha256(file), file.length);
  }

  private static byte[] compressed(byte[] text, Compression compression) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = Compressor.over(bytes, compression)) {
      out.write(text);
    }
    return bytes.toByteArray();
  }
}
