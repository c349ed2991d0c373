package io.github.djangodeb.apt;

import io.github.djangodeb.cache.CacheEvents;
import io.github.djangodeb.cache.CacheLock;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.failure.Problems;
import io.github.djangodeb.file.NewFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A repository in a folder, for any web server.
 *
 * <p>Who reads it while it is written sees what was, or what will be: packages and indexes get
 * names that nothing had before, the release file that names them is put over the old one last, and
 * what only the one before named is deleted at the next time.
 */
public final class AptRepository {
  private final Signer signer;
  private final AptEvents events;
  private final CacheEvents locks;

  public AptRepository(Signer signer, AptEvents events, CacheEvents locks) {
    this.signer = signer;
    this.events = events;
    this.locks = locks;
  }

  /**
   * Puts packages in, and takes out what is outdated.
   *
   * @throws BuildFailure the user's, if a site's version is there with other content, or the
   *     repository is not of this signer; the machine's, if it cannot be written. Readers then have
   *     what they had.
   */
  public void add(AptRequest request) throws BuildFailure {
    try {
      Files.createDirectories(request.folder());
    } catch (IOException refused) {
      throw NewFile.failure(request.folder(), refused);
    }
    CacheLock lock =
        CacheLock.exclusive(
            request.folder().resolve(".lock"), "the repository " + request.folder(), locks);
    try {
      addAlone(request);
    } catch (IOException refused) {
      throw NewFile.failure(request.suiteFolder(), refused);
    } finally {
      lock.close();
    }
  }

  private void addAlone(AptRequest request) throws BuildFailure, IOException {
    PublishedSuite before = PublishedSuite.read(request, signer, events);
    SortedSet<String> needed = new TreeSet<>();
    boolean hadPackages = !before.packages().all().isEmpty();
    before.packages().all().forEach(one -> needed.add(one.file()));
    PackageList packages = before.packages();
    Map<IndexedPackage, Path> fresh = merge(request, packages);
    takeOut(request, packages, fresh);
    packages.all().forEach(one -> needed.add(one.file()));

    SortedSet<String> architectures = architectures(request, before.release(), packages);
    SortedMap<String, byte[]> files =
        IndexFiles.of(packages, request.place().component(), architectures);
    ReleaseFile release = release(request, before.release(), architectures, files);
    // Signed before anything is written: often it is the signature that fails.
    SortedMap<String, byte[]> signed = signer.publish(release.text(head(request, release)));

    SuiteWriter writer = new SuiteWriter(request);
    for (Map.Entry<IndexedPackage, Path> one : fresh.entrySet()) {
      if (writer.putPackage(one.getKey(), one.getValue())) {
        events.added(one.getKey().fileName());
      } else {
        events.present(one.getKey().fileName());
      }
    }
    writer.putSuite(files, signed);
    writer.deleteAllBut(needed, before.release(), release);
    before
        .release()
        .origin()
        .filter(known -> !known.equals(release.origin().orElseThrow()))
        .ifPresent(known -> events.renamed(known, release.origin().orElseThrow()));
    if (hadPackages && before.release().origin().or(request::origin).isEmpty()) {
      events.named(release.origin().orElseThrow());
    }
    events.written(request.suiteFolder(), packages.all().size());
  }

  /** Adds the packages to the list; those that were not in it come back with their files. */
  private Map<IndexedPackage, Path> merge(AptRequest request, PackageList packages)
      throws BuildFailure {
    Retention retention = new Retention(request.project(), request.keepVersions());
    Problems problems = new Problems();
    Map<IndexedPackage, Path> fresh = new LinkedHashMap<>();
    for (Path deb : request.debs()) {
      IndexedPackage one = read(request, deb);
      IndexedPackage there = packages.like(one);
      if (there == null) {
        packages.add(one);
        fresh.put(one, deb);
      } else if (there.sha256().equals(one.sha256())) {
        // Its file may be missing, in a copy of the repository; that is mended.
        fresh.put(there, deb);
      } else if (retention.isSite(one.name())) {
        problems.add(otherContent(request, one));
      } else {
        events.keptPublished(one.fileName());
      }
    }
    problems.throwIfAny();
    return fresh;
  }

  private static IndexedPackage read(AptRequest request, Path deb) throws BuildFailure {
    try {
      return IndexedPackage.read(deb, request.projectPool());
    } catch (IOException odd) {
      throw BuildFailure.ofMachine(deb + " is no package: " + odd.getMessage(), odd);
    }
  }

  private static String otherContent(AptRequest request, IndexedPackage one) {
    return request.suiteFolder()
        + " has "
        + one.name()
        + " "
        + one.version()
        + " with other content, which hosts may have installed: raise the version in the pom, or"
        + " commit the change if that is a snapshot.";
  }

  private void takeOut(AptRequest request, PackageList packages, Map<IndexedPackage, Path> fresh) {
    List<IndexedPackage> outdated =
        new Retention(request.project(), request.keepVersions())
            .outdated(packages.all(), fresh.keySet());
    packages.remove(outdated);
    outdated.forEach(one -> events.dropped(one.fileName()));
  }

  private static SortedSet<String> architectures(
      AptRequest request, ReleaseFile before, PackageList packages) {
    SortedSet<String> all = new TreeSet<>(before.architectures());
    all.add(request.architecture().text());
    packages.all().forEach(one -> all.add(one.architecture()));
    all.remove("all");
    return all;
  }

  /** Other components stay as they were. */
  private static ReleaseFile release(
      AptRequest request,
      ReleaseFile before,
      SortedSet<String> architectures,
      SortedMap<String, byte[]> files) {
    SortedSet<String> components = new TreeSet<>(before.components());
    components.add(request.place().component());
    SortedMap<String, ReleaseFile.Checksum> indexes = new TreeMap<>(before.indexes());
    indexes.keySet().removeAll(new ArrayList<>(before.indexesOf(request.place().component())));
    files.forEach((path, bytes) -> indexes.put(path, IndexFiles.checksum(bytes)));
    return new ReleaseFile(
        Optional.of(origin(request, before)), components, architectures, indexes);
  }

  /** Hosts refuse a repository that calls itself something else than before. */
  private static String origin(AptRequest request, ReleaseFile before) {
    return request.origin().or(before::origin).orElse(request.project().text());
  }

  private static ReleaseFile.Head head(AptRequest request, ReleaseFile release) {
    return new ReleaseFile.Head(
        request.place().suite(),
        release.origin().orElseThrow(),
        request.now(),
        request.validFor().map(request.now()::plus));
  }
}
