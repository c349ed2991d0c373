package io.github.djangodeb.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The digest of what is too large to be read at once, in hexadecimal digits. */
public final class FileDigest {
  private static final String SHA256 = "SHA-256";

  private FileDigest() {}

  /** The SHA-256 of a file. */
  public static String sha256(Path file) throws IOException {
    return of(SHA256, file);
  }

  /** Another digest of a file, by Java's name: {@code MD5}. */
  public static String of(String algorithm, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return of(algorithm, in);
    }
  }

  /** The SHA-256 of a stream, to its end. */
  public static String sha256(InputStream stream) throws IOException {
    return of(SHA256, stream);
  }

  private static String of(String algorithm, InputStream stream) throws IOException {
    MessageDigest digest = digest(algorithm);
    new DigestInputStream(stream, digest).transferTo(OutputStream.nullOutputStream());
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every Java has " + algorithm, absent);
    }
  }
}
