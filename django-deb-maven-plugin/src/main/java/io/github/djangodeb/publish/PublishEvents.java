package io.github.djangodeb.publish;

import java.time.Duration;

/** What uploading tells whoever watches the build. */
public interface PublishEvents {
  /** A package was uploaded. */
  void uploaded(String fileName, Duration took);

  /** A package is there already. */
  void present(String fileName);

  /** A package of that name and version is there with other content, and stays. */
  void keptPublished(String fileName);

  /** A command of the user's ran. */
  void ran(String command, Duration took);

  /** A line that it wrote. */
  void progress(String line);
}
