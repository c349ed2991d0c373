package io.github.djangodeb.deb;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.file.Utf8Path;
import io.github.djangodeb.name.TargetPath;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;

/** Finds out what a package's entries hold, without reading the files' bytes yet. */
final class ContentsReader implements Closeable {
  private final Contents contents = new Contents();
  private final List<TarContents> archives = new ArrayList<>();

  /**
   * All that {@code entries} hold. Their archives stay open until this is closed.
   *
   * @throws BuildFailure if something in it cannot be packaged
   * @throws IOException if something cannot be read
   */
  Contents read(List<DebEntry> entries) throws BuildFailure, IOException {
    for (DebEntry entry : entries) {
      read(entry);
    }
    return contents;
  }

  private void read(DebEntry entry) throws BuildFailure, IOException {
    if (entry instanceof DebEntry.Directory directory) {
      contents.addFolder(directory.at(), directory.mode());
    } else if (entry instanceof DebEntry.RegularFile file) {
      byte[] bytes = file.bytes();
      contents.addFile(file.at(), file.mode(), bytes.length, () -> new ByteArrayInputStream(bytes));
    } else if (entry instanceof DebEntry.Link link) {
      contents.addLink(link.at(), link.target());
    } else if (entry instanceof DebEntry.Copy copy) {
      Path file = copy.file();
      contents.addFile(copy.at(), copy.mode(), Files.size(file), () -> Files.newInputStream(file));
    } else if (entry instanceof DebEntry.Tree tree) {
      contents.addUsualFolder(tree.at());
      readFolder(tree.at(), tree.folder());
    } else if (entry instanceof DebEntry.Archive archive) {
      TarContents tar = new TarContents(archive.tar());
      archives.add(tar);
      tar.addTo(contents);
    }
  }

  private void readFolder(TargetPath at, Path folder) throws BuildFailure, IOException {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
      for (Path child : children) {
        readChild(at, child);
      }
    }
  }

  private void readChild(TargetPath parent, Path child) throws BuildFailure, IOException {
    TargetPath at = parent.resolve(name(child));
    PosixFileAttributes attributes =
        Files.readAttributes(child, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (attributes.isDirectory()) {
      contents.addUsualFolder(at);
      readFolder(at, child);
    } else if (attributes.isSymbolicLink()) {
      contents.addLink(at, target(at, child));
    } else if (attributes.isRegularFile()) {
      boolean program = attributes.permissions().contains(PosixFilePermission.OWNER_EXECUTE);
      contents.addFile(
          at, program ? 0755 : 0644, attributes.size(), () -> Files.newInputStream(child));
    } else {
      throw special(child.toString());
    }
  }

  private static String name(Path child) throws BuildFailure {
    return Utf8Path.lastPart(child).orElseThrow(() -> notUtf8(child.toString()));
  }

  private static String target(TargetPath at, Path link) throws BuildFailure, IOException {
    return Utf8Path.text(Files.readSymbolicLink(link)).orElseThrow(() -> notUtf8(at.text()));
  }

  static BuildFailure notUtf8(String name) {
    return BuildFailure.ofUser(
        "cannot package "
            + Contents.quoted(name)
            + ": its name, or its link's target, is not"
            + " UTF-8: rename it");
  }

  static BuildFailure special(String name) {
    return BuildFailure.ofUser(
        "cannot package "
            + Contents.quoted(name)
            + ": it is a device, a socket or a named pipe:"
            + " a package holds only files, directories and symbolic links; remove it");
  }

  @Override
  public void close() throws IOException {
    for (TarContents archive : archives) {
      archive.close();
    }
  }
}
