package io.github.djangodeb.git;

import io.github.djangodeb.failure.BuildFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jgit.attributes.Attributes;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.CoreConfig.EolStreamType;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.treewalk.TreeWalk.OperationType;
import org.eclipse.jgit.treewalk.WorkingTreeOptions;
import org.eclipse.jgit.util.io.EolStreamTypeUtil;

/**
 * How a file in git becomes a file on the disk (gitattributes(5), "checking-out and checking-in"):
 * {@code ident}, then line ends, then {@code working-tree-encoding}; never a filter.
 */
final class Conversion {
  private static final Pattern IDENT = Pattern.compile("\\$Id(?::[^$\n]*)?\\$");
  private static final byte[] POINTER =
      "version https://git-lfs.github.com/spec/".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_POINTER = 1024;

  /** Their byte order mark and byte order are the reader's guess, and readers differ. */
  private static final Set<String> AMBIGUOUS = Set.of("utf-16", "utf16", "utf-32", "utf32");

  private final String path;
  private final ObjectId id;
  private final EolStreamType lineEnds;
  private final boolean ident;
  private final Charset encoding;

  private Conversion(
      String path, ObjectId id, EolStreamType lineEnds, Charset encoding, Attributes attributes) {
    this.path = path;
    this.id = id;
    this.lineEnds = lineEnds;
    this.encoding = encoding;
    this.ident = attributes.isSet("ident");
  }

  static Conversion of(Attributes attributes, String path, ObjectId id) throws BuildFailure {
    EolStreamType lineEnds =
        EolStreamTypeUtil.detectStreamType(
            OperationType.CHECKOUT_OP, new Config().get(WorkingTreeOptions.KEY), attributes);
    return new Conversion(path, id, lineEnds, encoding(attributes, path), attributes);
  }

  private static Charset encoding(Attributes attributes, String path) throws BuildFailure {
    String name = attributes.getValue("working-tree-encoding");
    if (name == null || attributes.isUnset("text")) {
      return StandardCharsets.UTF_8;
    }
    try {
      if (!AMBIGUOUS.contains(name.toLowerCase(Locale.ROOT))) {
        return Charset.forName(name);
      }
    } catch (IllegalArgumentException unknown) {
      // Told below with those that are known but ambiguous.
    }
    throw BuildFailure.ofUser(
        "cannot export \""
            + path
            + "\": its working-tree-encoding \""
            + name
            + "\" in .gitattributes is not known, or ambiguous: use one such as \"UTF-16LE\" or"
            + " \"ISO-8859-1\"");
  }

  /**
   * Refuses what git's Large File Storage keeps elsewhere.
   *
   * @throws BuildFailure if the file is only a pointer
   */
  void refuseLargeFileStorage(ObjectLoader blob) throws IOException, BuildFailure {
    if (blob.getSize() > MAX_POINTER) {
      return;
    }
    byte[] bytes = blob.getBytes();
    boolean pointer =
        bytes.length >= POINTER.length
            && java.util.Arrays.equals(bytes, 0, POINTER.length, POINTER, 0, POINTER.length);
    if (pointer) {
      throw BuildFailure.ofUser(
          "cannot export \""
              + path
              + "\": git holds only a pointer to it, the file is in Git LFS: commit the file"
              + " itself (\"git lfs migrate export\"), or mark it export-ignore in .gitattributes");
    }
  }

  /** The file's bytes on the disk. */
  InputStream apply(ObjectLoader blob) throws IOException {
    return isPlain() ? blob.openStream() : apply(blob.getBytes());
  }

  /** Likewise, of bytes that were changed already. */
  InputStream apply(byte[] blob) throws IOException {
    byte[] bytes = ident ? expandIdent(blob) : blob;
    InputStream lines =
        EolStreamTypeUtil.wrapInputStream(new ByteArrayInputStream(bytes), lineEnds);
    return encoding.equals(StandardCharsets.UTF_8)
        ? lines
        : new ByteArrayInputStream(
            new String(lines.readAllBytes(), StandardCharsets.UTF_8).getBytes(encoding));
  }

  private boolean isPlain() {
    return !ident && lineEnds == EolStreamType.DIRECT && encoding.equals(StandardCharsets.UTF_8);
  }

  /** In Latin 1 each byte is a character, so what is no text stays as it is. */
  private byte[] expandIdent(byte[] blob) {
    String text = new String(blob, StandardCharsets.ISO_8859_1);
    return IDENT
        .matcher(text)
        .replaceAll("\\$Id: " + id.name() + " \\$")
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
