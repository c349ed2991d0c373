package io.github.djangodeb.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A SHA-256 over a folder: names, kinds, whether executable, contents; no times, no owners. */
public final class TreeDigest {
  private TreeDigest() {}

  /** The digest of a folder with all that lies below it, or of a file. */
  public static String of(Path root) throws IOException {
    MessageDigest whole = sha256();
    try (Stream<Path> found = Files.walk(root)) {
      List<Path> sorted = found.sorted((a, b) -> name(root, a).compareTo(name(root, b))).toList();
      for (Path path : sorted) {
        // Length before text: no two trees give the same sequence of bytes.
        add(whole, name(root, path));
        add(whole, describe(path));
      }
    }
    return HexFormat.of().formatHex(whole.digest());
  }

  private static String name(Path root, Path path) {
    // Whatever the locale; a name that is not UTF-8 is refused where the tree is packaged.
    return Utf8Path.text(root.relativize(path)).orElse("?");
  }

  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
  }

  private static String describe(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return "link " + Utf8Path.text(Files.readSymbolicLink(path)).orElse("?");
    }
    if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return (Files.isExecutable(path) ? "program " : "file ") + content(path);
    }
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) ? "folder" : "special";
  }

  private static String content(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every Java has SHA-256", absent);
    }
  }
}
