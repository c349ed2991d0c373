package io.github.djangodeb.src;

import io.github.djangodeb.cache.PluginFingerprint;
import io.github.djangodeb.chroot.ChrootSpec;
import io.github.djangodeb.deb.Compression;
import io.github.djangodeb.deb.Relations;
import io.github.djangodeb.name.ContentHash;
import io.github.djangodeb.name.DebianVersion;
import io.github.djangodeb.name.ProjectNames;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A source to package.
 *
 * @param names gives the package's name and paths
 * @param chroot where its bytecode is compiled
 * @param hexadecimal the commit's hash, or that of changes to it
 * @param identity all that decides what {@code tree} holds, such as the hash and the folder of the
 *     repository
 * @param time of the commit, which is the package's version
 * @param fileTime of the files in the package
 * @param tree its exported files
 * @param relations the project's own list of Debian packages ({@code src-debian-requirements.txt})
 * @param maintainer {@code Name <address>}
 * @param compression of the package
 * @param logs where logs are written
 */
public record SrcRequest(
    ProjectNames names,
    ChrootSpec chroot,
    String hexadecimal,
    String identity,
    Instant time,
    Instant fileTime,
    Path tree,
    Relations relations,
    String maintainer,
    Compression compression,
    Path logs) {
  public SrcRequest {
    Objects.requireNonNull(names);
    Objects.requireNonNull(chroot);
    Objects.requireNonNull(hexadecimal);
    Objects.requireNonNull(identity);
    Objects.requireNonNull(time);
    Objects.requireNonNull(fileTime);
    Objects.requireNonNull(tree);
    Objects.requireNonNull(relations);
    Objects.requireNonNull(maintainer);
    Objects.requireNonNull(compression);
    Objects.requireNonNull(logs);
  }

  /** The hash in the package's name. */
  ContentHash hash() {
    return ContentHash.ofLonger(hexadecimal);
  }

  String packageName() {
    return names.srcPackage(hash());
  }

  DebianVersion version() {
    return DebianVersion.ofTime(time);
  }

  /** The package's file, by Debian's rule. */
  public String fileName() {
    return packageName() + "_" + version() + "_all.deb";
  }

  /** The hash over everything that goes into the package; the suite stands for its Python. */
  String key() {
    List<String> all =
        List.of(
            "plugin " + PluginFingerprint.text(),
            "package " + packageName(),
            "version " + version(),
            "source " + hexadecimal,
            "identity " + identity,
            "files of " + fileTime,
            "suite " + chroot.suite(),
            "relations " + relations.texts(),
            "maintainer " + maintainer,
            "compression " + compression);
    return ContentHash.sha256(String.join("\n", all).getBytes(StandardCharsets.UTF_8));
  }
}
