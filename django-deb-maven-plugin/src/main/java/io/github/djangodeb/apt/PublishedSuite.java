package io.github.djangodeb.apt;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.file.FileDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What readers of a repository have until it is written anew.
 *
 * <p>It is taken from the release file and from what that names by checksum, and not from the files
 * beside: a run that was ended half-way has changed those alone, and nobody is made to sign what a
 * stranger put there.
 *
 * @param release the suite's release file
 * @param packages those of the component
 */
record PublishedSuite(ReleaseFile release, PackageList packages) {
  static PublishedSuite read(AptRequest request, Signer signer, AptEvents events)
      throws BuildFailure {
    try {
      Optional<String> text = signer.read(request.suiteFolder());
      return text.isPresent()
          ? indexed(request, ReleaseFile.parse(text.get()))
          : new PublishedSuite(ReleaseFile.NONE, inPool(request, events));
    } catch (IOException | IllegalArgumentException damaged) {
      throw BuildFailure.ofUser(
          "The repository "
              + request.folder()
              + " is damaged: "
              + damaged.getMessage()
              + ". Restore it, or delete "
              + request.suiteFolder()
              + ": the packages in the pool are then read in. Give the Origin that hosts know with"
              + " <aptOrigin>.",
          damaged);
    }
  }

  private static PublishedSuite indexed(AptRequest request, ReleaseFile release)
      throws IOException {
    PackageList packages = new PackageList();
    String component = request.place().component();
    for (String architecture : release.architectures()) {
      String path = IndexFiles.plain(component, architecture);
      if (release.indexes().containsKey(path)) {
        packages.addIndex(index(request, path, release.indexes().get(path).sha256()));
      }
    }
    return new PublishedSuite(release, packages);
  }

  private static String index(AptRequest request, String path, String sha256) throws IOException {
    Path file = request.suiteFolder().resolve(IndexFiles.byHash(path, sha256));
    if (!Files.exists(file)) {
      throw new IOException(file + " is missing");
    }
    if (!FileDigest.sha256(file).equals(sha256)) {
      throw new IOException(file + " is not what the release file says");
    }
    return Files.readString(file);
  }

  private static PackageList inPool(AptRequest request, AptEvents events) throws IOException {
    PackageList packages = new PackageList();
    Path pool = request.folder().resolve(request.pool());
    if (!Files.isDirectory(pool)) {
      return packages;
    }
    events.readingPool(pool);
    try (Stream<Path> found = Files.walk(pool)) {
      for (Path deb : found.filter(PublishedSuite::isDeb).sorted().toList()) {
        String folder = request.folder().relativize(deb.getParent()).toString();
        packages.add(read(deb, folder));
      }
    }
    return packages;
  }

  private static IndexedPackage read(Path deb, String folder) throws IOException {
    try {
      IndexedPackage one = IndexedPackage.read(deb, folder);
      if (!one.fileName().equals(deb.getFileName().toString())) {
        throw new IOException("it should be called " + one.fileName());
      }
      return one;
    } catch (IOException odd) {
      throw new IOException(deb + ": " + odd.getMessage(), odd);
    }
  }

  private static boolean isDeb(Path file) {
    // What a run that was ended has left begins with a dot.
    String name = file.getFileName().toString();
    return name.endsWith(".deb") && !name.startsWith(".") && Files.isRegularFile(file);
  }
}
