package io.github.djangodeb.git;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.file.Utf8Path;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.eclipse.jgit.attributes.Attributes;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * Writes the files of a snapshot into a folder, as {@code git archive} would: without what is
 * marked {@code export-ignore}, with {@code export-subst}, line ends, {@code $Id$} and encodings as
 * the attributes say. And, as it would not, with submodules.
 *
 * <p>Attributes come from the snapshot's own {@code .gitattributes} only, so that a commit gives
 * the same files on any machine. No filter is run.
 */
final class Exporter {
  private static final String EXPORT_IGNORE = "export-ignore";
  private static final String EXPORT_SUBST = "export-subst";

  private final Submodules submodules;

  Exporter(Submodules submodules) {
    this.submodules = submodules;
  }

  /**
   * Writes the files.
   *
   * @param subtree the folder of the repository that is written, empty for its root
   * @param target an empty folder
   */
  void export(Snapshot snapshot, String subtree, Path target) throws BuildFailure {
    write(snapshot, subtree, target);
    new LinkCheck(target).check();
  }

  private void write(Snapshot snapshot, String subtree, Path target) throws BuildFailure {
    try (TreeWalk walk = new TreeWalk(snapshot.reader())) {
      walk.setAttributesNodeProvider(NoOtherAttributes.INSTANCE);
      walk.addTree(snapshot.tree());
      while (walk.next()) {
        String path = walk.getPathString();
        if (isAbove(path, subtree)) {
          enter(walk);
        } else if (isWithin(path, subtree)) {
          writeEntry(snapshot, walk, target, path.substring(skipped(subtree)));
        }
      }
    } catch (IOException fault) {
      throw Faults.unreadable(snapshot.repository(), fault);
    }
  }

  private static boolean isAbove(String path, String subtree) {
    return subtree.equals(path) || subtree.startsWith(path + "/");
  }

  private static boolean isWithin(String path, String subtree) {
    return subtree.isEmpty() || path.startsWith(subtree + "/");
  }

  private static int skipped(String subtree) {
    return subtree.isEmpty() ? 0 : subtree.length() + 1;
  }

  private static void enter(TreeWalk walk) throws IOException {
    if (walk.isSubtree()) {
      walk.enterSubtree();
    }
  }

  private void writeEntry(Snapshot snapshot, TreeWalk walk, Path target, String relative)
      throws IOException, BuildFailure {
    refuseOddName(walk.getNameString(), walk.getPathString(), walk.getRawPath());
    Attributes attributes = walk.getAttributes(0);
    if (attributes.isSet(EXPORT_IGNORE)) {
      return;
    }
    Path file = Utf8Path.resolve(target, relative);
    FileMode mode = walk.getFileMode(0);
    if (walk.isSubtree()) {
      create(file);
      walk.enterSubtree();
    } else if (FileMode.GITLINK.equals(mode)) {
      create(file);
      Snapshot submodule = submodules.find(snapshot, walk.getPathString(), walk.getObjectId(0));
      new Exporter(submodules.within(walk.getPathString(), submodule)).write(submodule, "", file);
    } else if (FileMode.SYMLINK.equals(mode)) {
      writeLink(walk, file);
    } else {
      writeFile(snapshot, walk, attributes, file);
    }
  }

  /**
   * A tree that was not made by git may hold names that lead elsewhere. And JGit reads what is not
   * UTF-8 as Latin 1, so that the file would be packaged by another name.
   */
  private static void refuseOddName(String name, String path, byte[] raw) throws BuildFailure {
    if (name.isEmpty()
        || name.equals(".")
        || name.equals("..")
        || name.equalsIgnoreCase(".git")
        || name.indexOf('/') >= 0
        || !Arrays.equals(path.getBytes(StandardCharsets.UTF_8), raw)) {
      throw BuildFailure.ofUser(
          "cannot export \""
              + path.replaceAll("\\p{Cntrl}", "?")
              + "\" from git: it is no plain name in UTF-8: rename it");
    }
  }

  private static void create(Path folder) throws BuildFailure {
    try {
      Files.createDirectory(folder);
    } catch (IOException unwritable) {
      throw Faults.unwritable(folder.toString(), unwritable);
    }
  }

  private static void writeLink(TreeWalk walk, Path file) throws IOException, BuildFailure {
    byte[] target = walk.getObjectReader().open(walk.getObjectId(0)).getBytes();
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(target)).toString();
      Files.createSymbolicLink(file, Utf8Path.of(text));
    } catch (CharacterCodingException notUtf8) {
      throw BuildFailure.ofUser(
          "cannot export the symbolic link \""
              + walk.getPathString()
              + "\": its target is not UTF-8: rename that",
          notUtf8);
    } catch (IOException unwritable) {
      throw Faults.unwritable(file.toString(), unwritable);
    }
  }

  private static void writeFile(Snapshot snapshot, TreeWalk walk, Attributes attributes, Path file)
      throws IOException, BuildFailure {
    ObjectId id = walk.getObjectId(0);
    ObjectLoader blob = walk.getObjectReader().open(id);
    Conversion conversion = Conversion.of(attributes, walk.getPathString(), id);
    conversion.refuseLargeFileStorage(blob);
    try (InputStream content =
            attributes.isSet(EXPORT_SUBST)
                ? conversion.apply(new Substitution(snapshot).apply(blob.getBytes()))
                : conversion.apply(blob);
        OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
      content.transferTo(out);
    } catch (java.nio.file.FileSystemException unwritable) {
      throw Faults.unwritable(file.toString(), unwritable);
    }
    if (FileMode.EXECUTABLE_FILE.equals(walk.getRawMode(0))) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }
}
