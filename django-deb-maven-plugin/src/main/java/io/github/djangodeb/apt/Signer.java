package io.github.djangodeb.apt;

import io.github.djangodeb.failure.BuildFailure;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;

/** How a suite's release file is published, and read back. */
public interface Signer {
  /**
   * The release file that the suite has.
   *
   * @return nothing if it has none
   * @throws BuildFailure if it is not of this signer: what others have written is not signed
   */
  Optional<String> read(Path suiteFolder) throws BuildFailure;

  /**
   * The files that publish a release file.
   *
   * @return their contents by their names; {@code InRelease} comes last of all when they are put
   *     into the suite's folder
   */
  SortedMap<String, byte[]> publish(String release) throws BuildFailure;
}
