package io.github.djangodeb.apt;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.process.ProcessLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Signs a repository with the user's gpg. */
public final class GpgSigner implements Signer {
  static final String RELEASE = "Release";
  static final String DETACHED = "Release.gpg";
  static final String INLINE = "InRelease";

  /** What hosts put into {@code signed-by}. */
  static final String PUBLIC_KEY = "archive-key.asc";

  private static final Gpg.Use USE =
      new Gpg.Use(
          "the repository",
          "ask for a repository without a signature with <unsigned> (django-deb.unsigned)");

  private final Gpg gpg;

  /**
   * @param logs where gpg's output is kept, and its files while it works
   * @throws BuildFailure if there is no such key
   */
  public GpgSigner(GpgKey key, ProcessLauncher launcher, Path logs) throws BuildFailure {
    this.gpg = new Gpg(key, USE, launcher, logs);
  }

  /** The content that the signature covers, and nothing that somebody put around it. */
  @Override
  public Optional<String> read(Path suiteFolder) throws BuildFailure {
    Path inline = suiteFolder.resolve(INLINE);
    if (!Files.exists(inline) && !Files.exists(suiteFolder.resolve(RELEASE))) {
      return Optional.empty();
    }
    Optional<String> content = gpg.verified(inline);
    if (content.isEmpty()) {
      throw notOurs(suiteFolder);
    }
    return content;
  }

  private BuildFailure notOurs(Path suiteFolder) {
    return BuildFailure.ofUser(
        suiteFolder
            + " has no InRelease with a valid signature of "
            + gpg.fingerprint()
            + ", so what it lists is not signed anew. If that is right (another key, a damaged"
            + " copy), delete that folder: the packages in the pool are then read in and signed."
            + " Give the Origin that hosts know with <aptOrigin>.");
  }

  @Override
  public SortedMap<String, byte[]> publish(String release) throws BuildFailure {
    try (Gpg.Work work = gpg.new Work()) {
      Path file = Files.writeString(work.file(RELEASE), release);
      SortedMap<String, byte[]> files = new TreeMap<>();
      files.put(RELEASE, Files.readAllBytes(file));
      files.put(DETACHED, gpg.sign(List.of("--armor", "--detach-sign"), file, work.file(DETACHED)));
      files.put(INLINE, gpg.sign(List.of("--clearsign"), file, work.file(INLINE)));
      files.put(PUBLIC_KEY, gpg.publicKey(work.file(PUBLIC_KEY)));
      return files;
    } catch (IOException refused) {
      throw gpg.cannotWork(refused);
    }
  }
}
