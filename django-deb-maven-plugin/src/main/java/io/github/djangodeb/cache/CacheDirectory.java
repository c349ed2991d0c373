package io.github.djangodeb.cache;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * The one folder below which everything lies that outlives a build; the parameter {@code
 * cacheDirectory}. Each method makes its folder where it is missing, but those that tell where
 * something would lie.
 *
 * @param root the folder
 */
public record CacheDirectory(Path root) {
  private static final String CHROOTS = "chroots";
  private static final String PACKAGES = "packages";

  public CacheDirectory {
    root = root.toAbsolutePath().normalize();
  }

  /**
   * The default: {@code $XDG_CACHE_HOME/django-deb}, or {@code ~/.cache/django-deb}.
   *
   * @param environment this process's
   * @param home the user's home folder
   */
  public static CacheDirectory ofUser(Map<String, String> environment, Path home) {
    String configured = environment.getOrDefault("XDG_CACHE_HOME", "");
    // The specification wants a relative path ignored.
    Path caches = configured.startsWith("/") ? Path.of(configured) : home.resolve(".cache");
    return new CacheDirectory(caches.resolve("django-deb"));
  }

  /** Bases and layers of chroots. */
  public Path chroots() throws BuildFailure {
    return folder(CHROOTS);
  }

  /** Where {@link #chroots} lie once there are some. */
  public Path placeOfChroots() {
    return root.resolve(CHROOTS);
  }

  /** Finished packages, a folder per key. */
  public Path packages() throws BuildFailure {
    return folder(PACKAGES);
  }

  /** Where {@link #packages} lie once there are some. */
  public Path placeOfPackages() {
    return root.resolve(PACKAGES);
  }

  /** Clones of repositories. */
  public Path git() throws BuildFailure {
    return folder("git");
  }

  /** What sessions in chroots change, as long as they last. */
  public Path sessions() throws BuildFailure {
    return folder("sessions");
  }

  /** pip's own cache. */
  public Path pip() throws BuildFailure {
    return folder("pip");
  }

  /** What builds borrow from the cache to work with, as long as they last. */
  public Path loans() throws BuildFailure {
    return folder("loans");
  }

  /** Files that are locked, empty all of them. */
  public Path locks() throws BuildFailure {
    return folder("locks");
  }

  private Path folder(String name) throws BuildFailure {
    Path folder = root.resolve(name);
    if (!Files.isDirectory(folder)) {
      make(folder);
    }
    if (!Owners.trusted(root) && !Owners.isRoot()) {
      throw BuildFailure.ofUser(
          "the cache folder \""
              + root
              + "\" belongs to another user, who could change what is built here: choose one of your"
              + " own with <cacheDirectory>");
    }
    return folder;
  }

  private void make(Path folder) throws BuildFailure {
    try {
      if (!Files.isDirectory(root)) {
        Files.createDirectories(root);
        // Chroots hold what apt was configured with here, so only this user may look.
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
      }
      Files.createDirectories(folder);
    } catch (NoSuchFileException never) {
      // A file system of the kernel's, such as /proc, which says that its folder is not there.
      Path around = Path.of(never.getFile()).toAbsolutePath().getParent();
      throw DiskFault.of(
          folder, new IOException("nothing can be made in \"" + around + "\"", never));
    } catch (IOException refused) {
      throw DiskFault.of(folder, refused);
    }
  }
}
