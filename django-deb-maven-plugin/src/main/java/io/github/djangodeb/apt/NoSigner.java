package io.github.djangodeb.apt;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Signs nothing: for repositories that their hosts trust without a signature. */
public final class NoSigner implements Signer {
  @Override
  public Optional<String> read(Path suiteFolder) throws BuildFailure {
    if (Files.exists(suiteFolder.resolve(GpgSigner.INLINE))) {
      throw BuildFailure.ofUser(
          suiteFolder
              + " is signed, and <unsigned> (django-deb.unsigned) would take that away: leave it"
              + " out, or choose another <aptRepository>.");
    }
    Path release = suiteFolder.resolve(GpgSigner.RELEASE);
    try {
      return Files.exists(release) ? Optional.of(Files.readString(release)) : Optional.empty();
    } catch (IOException unreadable) {
      throw BuildFailure.ofMachine(
          release + " cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  @Override
  public SortedMap<String, byte[]> publish(String release) {
    return new TreeMap<>(Map.of(GpgSigner.RELEASE, release.getBytes(StandardCharsets.UTF_8)));
  }
}
