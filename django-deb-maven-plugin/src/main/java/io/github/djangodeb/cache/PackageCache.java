package io.github.djangodeb.cache;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finished packages, each under the hash of all that went into it. Those that no build has used for
 * a month are deleted when another one is put there.
 */
public final class PackageCache {
  private static final Pattern KEY = Pattern.compile("[0-9a-f]{8,128}");
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9+._~%-]*");
  private static final Pattern DRAFT = Pattern.compile("\\.([0-9a-f]{8,128})-.*");
  private static final String SEAL = ".sha256";

  private final CacheDirectory directory;
  private final CacheEvents events;

  /** Writes a package. */
  @FunctionalInterface
  public interface Builder {
    /** Writes the package to {@code file}, which does not exist yet, in a folder that does. */
    void build(Path file) throws BuildFailure;
  }

  /** Writes a package, and what is told of it beside. */
  @FunctionalInterface
  public interface BuilderOfSeveral {
    /** Writes all of the files, which do not exist yet, in a folder that does. */
    void build(List<Path> files) throws BuildFailure;
  }

  public PackageCache(CacheDirectory directory, CacheEvents events) {
    this.directory = directory;
    this.events = events;
  }

  /**
   * Finds a package, or has it built: by one build, while others that want the same wait.
   *
   * <p>What is found is known to be what was put there. It is the cache's: to be read and copied,
   * never changed.
   *
   * @param fileName the package's, such as {@code shop-src-0123456789ab_1_all.deb}
   * @param key hexadecimal digits of a hash over everything that goes into it
   * @return the file in the cache
   * @throws BuildFailure what the builder threw, or of the disk
   */
  public Path findOrBuild(String fileName, String key, Builder builder) throws BuildFailure {
    return findOrBuild(List.of(fileName), key, files -> builder.build(files.get(0))).get(0);
  }

  /**
   * The same for files that are made together: none of them is found without the others.
   *
   * @param fileNames the package's first
   * @return the files in the cache, in that order
   */
  public List<Path> findOrBuild(List<String> fileNames, String key, BuilderOfSeveral builder)
      throws BuildFailure {
    fileNames.forEach(name -> require(FILE_NAME, name));
    require(KEY, key);
    Path entry = directory.packages().resolve(key);
    List<Path> files = in(entry, fileNames);
    UnusedEntries.use(entry);
    if (files.stream().allMatch(PackageCache::isSound)) {
      events.found(files.get(0));
      return files;
    }
    CacheLock held = CacheLock.exclusive(lock(key), "the package " + fileNames.get(0), events);
    try {
      findOrBuildAlone(entry, fileNames, builder);
      return files;
    } finally {
      held.close();
    }
  }

  /** The files, if all are there and sound; nothing is built, waited for or written. */
  public Optional<List<Path>> find(List<String> fileNames, String key) {
    fileNames.forEach(name -> require(FILE_NAME, name));
    require(KEY, key);
    return Optional.of(in(directory.placeOfPackages().resolve(key), fileNames))
        .filter(files -> files.stream().allMatch(PackageCache::isSound));
  }

  private static List<Path> in(Path folder, List<String> fileNames) {
    return fileNames.stream().map(folder::resolve).toList();
  }

  private static void require(Pattern grammar, String text) {
    if (!grammar.matcher(text).matches()) {
      throw new IllegalArgumentException("\"" + text + "\" does not match " + grammar);
    }
  }

  private void findOrBuildAlone(Path entry, List<String> fileNames, BuilderOfSeveral builder)
      throws BuildFailure {
    List<Path> files = in(entry, fileNames);
    try {
      // The build that this one waited for may have made them; one that was killed left its rest.
      if (Files.exists(files.get(0), LinkOption.NOFOLLOW_LINKS)) {
        List<Damage> damages = files.stream().flatMap(file -> Damage.of(file).stream()).toList();
        if (damages.isEmpty()) {
          events.found(files.get(0));
          return;
        }
        damages.forEach(damage -> events.damaged(damage.file(), damage.what()));
      }
      FileTrees.delete(entry);
      sweep(entry);
      build(entry, fileNames, builder);
      new UnusedEntries(entry.getParent(), this::tryTake).delete();
    } catch (IOException refused) {
      throw DiskFault.of(directory.packages(), refused);
    }
  }

  private static boolean isSound(Path file) {
    try {
      if (intrusion(file).isPresent()) {
        return false;
      }
      Optional<FileSeal> seal = FileSeal.parse(Files.readString(seal(file)));
      return seal.isPresent() && seal.get().isUntouched(file);
    } catch (IOException unreadable) {
      // Looked at again under the lock, where its damage is told.
      return false;
    }
  }

  /** Why a file is not what was put there. */
  private record Damage(Path file, String what) {
    static Optional<Damage> of(Path file) {
      return damage(file).map(what -> new Damage(file, what));
    }
  }

  private static Optional<String> damage(Path file) {
    try {
      Optional<String> intrusion = intrusion(file);
      if (intrusion.isPresent()) {
        return intrusion;
      }
      Optional<FileSeal> seal = FileSeal.parse(Files.readString(seal(file)));
      if (seal.isEmpty()) {
        return Optional.of("its checksum cannot be read");
      }
      Optional<FileSeal> renewed = seal.get().renew(file);
      if (renewed.isEmpty()) {
        return Optional.of("its checksum is wrong");
      }
      write(seal(file), renewed.get());
      return Optional.empty();
    } catch (IOException unreadable) {
      return Optional.of("it cannot be read");
    }
  }

  /** What shows that this program did not put it there. */
  private static Optional<String> intrusion(Path file) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        || !Files.isDirectory(file.getParent(), LinkOption.NOFOLLOW_LINKS)
        || Files.isSymbolicLink(seal(file))) {
      return Optional.of("it is no plain file");
    }
    // A seal that is missing is told of where it is read.
    boolean strange =
        !Owners.trusted(file.getParent())
            || !Owners.trusted(file)
            || (Files.exists(seal(file)) && !Owners.trusted(seal(file)));
    return strange ? Optional.of("it belongs to another user") : Optional.empty();
  }

  private static Path seal(Path file) {
    return file.resolveSibling(file.getFileName() + SEAL);
  }

  private static void write(Path path, FileSeal seal) throws IOException {
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    Files.writeString(fresh, seal.text());
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
  }

  private void build(Path entry, List<String> fileNames, BuilderOfSeveral builder)
      throws IOException, BuildFailure {
    Path draft = Files.createTempDirectory(entry.getParent(), draftPrefix(entry)).toAbsolutePath();
    try {
      List<Path> drafted = in(draft, fileNames);
      builder.build(drafted);
      for (Path file : drafted) {
        write(seal(file), FileSeal.of(file));
      }
      Files.move(draft, entry, StandardCopyOption.ATOMIC_MOVE);
      // By the clock that tells later what is unused, which need not be the disk's.
      UnusedEntries.use(entry);
    } finally {
      FileTrees.delete(draft);
    }
  }

  private static String draftPrefix(Path entry) {
    return "." + entry.getFileName() + "-";
  }

  /**
   * Deletes drafts of builders that were killed: those of this entry, whose lock is held, and those
   * of others, if nobody holds theirs.
   */
  private void sweep(Path entry) throws IOException, BuildFailure {
    for (Path draft : drafts(entry.getParent())) {
      if (draft.getFileName().toString().startsWith(draftPrefix(entry))) {
        FileTrees.delete(draft);
      } else {
        deleteUnlessHeld(draft);
      }
    }
  }

  private static List<Path> drafts(Path folder) throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, ".*-*")) {
      List<Path> drafts = new ArrayList<>();
      found.forEach(drafts::add);
      return drafts;
    }
  }

  private void deleteUnlessHeld(Path draft) throws IOException, BuildFailure {
    Matcher name = DRAFT.matcher(draft.getFileName().toString());
    if (name.matches()) {
      Optional<CacheLock> builderIsDead = CacheLock.tryExclusive(lock(name.group(1)));
      if (builderIsDead.isPresent()) {
        try {
          FileTrees.delete(draft);
        } finally {
          builderIsDead.get().close();
        }
      }
    }
  }

  /** Foreign folders have none. */
  private Optional<CacheLock> tryTake(String name) throws BuildFailure {
    return KEY.matcher(name).matches() ? CacheLock.tryExclusive(lock(name)) : Optional.empty();
  }

  private Path lock(String key) throws BuildFailure {
    return directory.locks().resolve("package-" + key + ".lock");
  }
}
