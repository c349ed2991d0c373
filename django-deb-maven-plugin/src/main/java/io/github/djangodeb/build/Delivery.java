package io.github.djangodeb.build;

import io.github.djangodeb.cache.DiskFault;
import io.github.djangodeb.deb.BuildInfo;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.Name;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a build hands over: packages, and what is told of them, in {@code target/}. */
final class Delivery {
  private static final String ENDINGS = "(?:_[^_]+_[^_]+\\.(?:deb|buildinfo)|\\.cdx\\.json)";

  private final Path target;
  private final Name name;
  private final Optional<RecordSigner> signer;
  private final Set<Path> signed = new HashSet<>();

  /**
   * @param name what the names of all packages begin with
   * @param signer who signs the records, if anybody does
   */
  Delivery(Path target, Name name, Optional<RecordSigner> signer) {
    this.target = target;
    this.name = name;
    this.signer = signer;
  }

  /**
   * Puts files there, in place of those of earlier builds.
   *
   * @param kind a pattern for what the names of such packages have behind that of all
   * @return the files, in their order
   */
  List<Path> deliver(List<Artifact> artifacts, String kind) throws BuildFailure {
    List<Artifact> all = new ArrayList<>();
    for (Artifact artifact : artifacts) {
      all.add(artifact.fileName().endsWith(BuildInfo.SUFFIX) ? signed(artifact) : artifact);
    }
    return new Placement(target).place(all, names(kind));
  }

  /**
   * The same for a package that sites depend on. Those of an earlier build that depend on another
   * one are set aside.
   *
   * @param siteKind the pattern for packages of sites
   */
  List<Path> deliverPart(List<Artifact> artifacts, String kind, String siteKind)
      throws BuildFailure {
    new EarlierSites(target).setAside(artifacts.get(0), names(kind), names(siteKind));
    return deliver(artifacts, kind);
  }

  /** The same for the sites, in place of those that were set aside. */
  List<Path> deliverSites(List<Artifact> artifacts, String kind) throws BuildFailure {
    List<Path> files = deliver(artifacts, kind);
    new EarlierSites(target).forget();
    return files;
  }

  private Pattern names(String kind) {
    return Pattern.compile(Pattern.quote(name.text()) + kind + ENDINGS);
  }

  /** A signature has a time in it, so each is made but once in a build. */
  private Artifact signed(Artifact record) throws BuildFailure {
    if (signer.isEmpty()) {
      return record;
    }
    Path file = target.resolve("django-deb/signed").resolve(record.fileName());
    try {
      if (!signed.contains(file) || !Files.exists(file)) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, signer.get().signed(Files.readString(record.cached())));
        signed.add(file);
      }
      return new Artifact(file, record.fileName());
    } catch (IOException refused) {
      throw DiskFault.of(file, refused);
    }
  }
}
