package io.github.djangodeb.apt;

import java.nio.file.Path;

/** What writing a repository tells whoever watches the build. */
public interface AptEvents {
  /** A package is in the repository. */
  void added(String fileName);

  /** A package was in it before. */
  void present(String fileName);

  /** A package of that name and version was in it before, with other content, and stays. */
  void keptPublished(String fileName);

  /** A version that is too old, or what no site needs any more, is in it no longer. */
  void dropped(String fileName);

  /** There is no release file, so that the packages which lie in the pool are read in. */
  void readingPool(Path pool);

  /** Nothing says what a repository that had packages called itself, so that a name was chosen. */
  void named(String origin);

  /** The repository calls itself otherwise than before, which hosts refuse until they are told. */
  void renamed(String before, String now);

  /**
   * The repository is written.
   *
   * @param packages how many the component has
   */
  void written(Path suiteFolder, int packages);
}
