package io.github.djangodeb.apt;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checksums as an index of packages has them. */
final class Digests {
  /** The field of an index, and the algorithm by Java's name. */
  private static final List<Map.Entry<String, String>> FIELDS =
      List.of(
          Map.entry("MD5sum", "MD5"), Map.entry("SHA1", "SHA-1"), Map.entry("SHA256", "SHA-256"));

  private static final int BUFFER = 1 << 16;

  private Digests() {}

  /** {@code Size} and all checksums of a file, which is read once. */
  static Map<String, String> of(Path file) throws IOException {
    List<MessageDigest> digests = FIELDS.stream().map(field -> digest(field.getValue())).toList();
    long size = 0;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        for (MessageDigest digest : digests) {
          digest.update(buffer, 0, count);
        }
        size += count;
      }
    }
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("Size", Long.toString(size));
    for (int index = 0; index < digests.size(); index++) {
      fields.put(FIELDS.get(index).getKey(), HexFormat.of().formatHex(digests.get(index).digest()));
    }
    return fields;
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every Java has " + algorithm, absent);
    }
  }
}
