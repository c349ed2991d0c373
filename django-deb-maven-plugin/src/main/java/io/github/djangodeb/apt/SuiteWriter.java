package io.github.djangodeb.apt;

import io.github.djangodeb.file.FileDigest;
import io.github.djangodeb.file.NewFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Puts a repository's files in their places, in the order that keeps it whole for its readers. */
final class SuiteWriter {
  private final AptRequest request;

  SuiteWriter(AptRequest request) {
    this.request = request;
  }

  /**
   * A package of the list into the pool.
   *
   * @return whether it was not there
   */
  boolean putPackage(IndexedPackage one, Path deb) throws IOException {
    Path file = request.folder().resolve(one.file());
    if (Files.exists(file) && FileDigest.sha256(file).equals(one.sha256())) {
      return false;
    }
    try (NewFile draft = new NewFile(file)) {
      Files.copy(deb, draft.beside());
      appear(draft);
    }
    return true;
  }

  /** The indexes, then the release file in all its forms, and what apt reads first as the last. */
  void putSuite(SortedMap<String, byte[]> indexes, SortedMap<String, byte[]> release)
      throws IOException {
    for (Map.Entry<String, byte[]> index : indexes.entrySet()) {
      String sha256 = IndexFiles.checksum(index.getValue()).sha256();
      put(IndexFiles.byHash(index.getKey(), sha256), index.getValue());
    }
    for (Map.Entry<String, byte[]> index : indexes.entrySet()) {
      put(index.getKey(), index.getValue());
    }
    for (Map.Entry<String, byte[]> form : release.entrySet()) {
      if (!form.getKey().equals(GpgSigner.INLINE)) {
        put(form.getKey(), form.getValue());
      }
    }
    if (release.containsKey(GpgSigner.INLINE)) {
      put(GpgSigner.INLINE, release.get(GpgSigner.INLINE));
    }
  }

  private void put(String path, byte[] content) throws IOException {
    Path file = request.suiteFolder().resolve(path);
    if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), content)) {
      return;
    }
    try (NewFile draft = new NewFile(file)) {
      Files.write(draft.beside(), content);
      appear(draft);
    }
  }

  /** Else a power cut could leave an empty file under a name that is signed. */
  private static void appear(NewFile draft) throws IOException {
    try (FileChannel channel = FileChannel.open(draft.beside(), StandardOpenOption.READ)) {
      channel.force(true);
    }
    draft.appear();
  }

  /**
   * Deletes the project's packages, and the component's indexes, that neither readers of the
   * release file before nor those of the new one can ask for.
   *
   * @param packages paths relative to the repository
   */
  void deleteAllBut(SortedSet<String> packages, ReleaseFile before, ReleaseFile after)
      throws IOException {
    Retention retention = new Retention(request.project(), request.keepVersions());
    for (Path file : files(request.folder().resolve(request.projectPool()))) {
      String path = request.projectPool() + "/" + file.getFileName();
      String name = file.getFileName().toString().split("_", 2)[0];
      if (retention.isOfProject(name) && path.endsWith(".deb") && !packages.contains(path)) {
        Files.delete(file);
      }
    }
    for (String folder : byHashFolders(before, after)) {
      Set<String> named = new TreeSet<>(names(before));
      named.addAll(names(after));
      for (Path file : files(request.suiteFolder().resolve(folder))) {
        if (!named.contains(file.getFileName().toString())) {
          Files.delete(file);
        }
      }
    }
  }

  private Set<String> byHashFolders(ReleaseFile before, ReleaseFile after) {
    Set<String> folders = new TreeSet<>();
    for (ReleaseFile release : new ReleaseFile[] {before, after}) {
      for (String path : release.indexesOf(request.place().component())) {
        String file = IndexFiles.byHash(path, "");
        folders.add(file.substring(0, file.length() - 1));
      }
    }
    return folders;
  }

  private static Set<String> names(ReleaseFile release) {
    return release.indexes().values().stream()
        .map(ReleaseFile.Checksum::sha256)
        .collect(Collectors.toSet());
  }

  private static SortedSet<Path> files(Path folder) throws IOException {
    SortedSet<Path> files = new TreeSet<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, Files::isRegularFile)) {
        all.forEach(files::add);
      }
    }
    return files;
  }
}
