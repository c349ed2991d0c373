package io.github.djangodeb.chroot;

import io.github.djangodeb.cache.CacheDirectory;
import io.github.djangodeb.cache.DiskFault;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.ContentHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The bases of one kind, of which the newest is current: the others are there until the last build
 * that uses them ends.
 *
 * @param folder theirs
 */
record BaseFamily(Path folder) {
  /**
   * Changes with what a base holds, so that bases of another version of this plugin are not used.
   */
  private static final String LAYOUT = "3";

  private static final String CURRENT = "current";
  private static final String DRAFT = "draft-";

  /** The family for a specification, apart from its packages. */
  static BaseFamily of(ChrootSpec spec, Namespaces namespaces, CacheDirectory cache) {
    // Which archives an unconfigured apt uses is not asked each time: it changes rarely, and an
    // aged base is made anew anyway.
    String configuration =
        String.join("\n", LAYOUT, namespaces.identity(), String.join("\n", spec.mirrors()));
    String name =
        spec.suite() + "-" + spec.architecture() + "-" + ContentHash.ofText(configuration);
    return new BaseFamily(cache.placeOfChroots().resolve(name));
  }

  String name() {
    return folder.getFileName().toString();
  }

  /** The base that new builds use. */
  Optional<Base> current() {
    try {
      String id = Files.readString(folder.resolve(CURRENT)).strip();
      // What a damaged file says may be no file's name at all.
      return entries().stream()
          .filter(entry -> entry.getFileName().toString().equals(id))
          .flatMap(entry -> Base.in(entry).stream())
          .filter(base -> Files.isDirectory(base.tree(), LinkOption.NOFOLLOW_LINKS))
          .findFirst();
    } catch (IOException none) {
      return Optional.empty();
    }
  }

  /** Where a base is made, before it has its name. Only whoever holds the family's lock asks. */
  Path draft(Base base) {
    return folder.resolve(DRAFT + base.id());
  }

  /** Gives a finished base its name and makes it current. */
  void publish(Base base) throws BuildFailure {
    try {
      Files.createDirectories(draft(base).resolve("layers"));
      Files.move(draft(base), base.folder(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException refused) {
      throw DiskFault.of(folder, refused);
    }
    makeCurrent(base);
  }

  private void makeCurrent(Base base) throws BuildFailure {
    try {
      Path fresh = folder.resolve(CURRENT + ".new");
      Files.deleteIfExists(fresh);
      Files.writeString(fresh, base.id() + "\n");
      Files.move(fresh, folder.resolve(CURRENT), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException refused) {
      throw DiskFault.of(folder, refused);
    }
  }

  /**
   * Makes the newest base current where the record of that is damaged. Only whoever holds the
   * family's lock asks.
   *
   * @return whether there was one
   */
  boolean recover() throws BuildFailure {
    Optional<Base> newest =
        entries().stream()
            .flatMap(entry -> Base.in(entry).stream())
            .filter(base -> Files.isDirectory(base.tree(), LinkOption.NOFOLLOW_LINKS))
            .max(Comparator.comparing(Base::made));
    if (newest.isPresent()) {
      makeCurrent(newest.get());
    }
    return newest.isPresent();
  }

  /** Bases that new builds do not use any more. */
  List<Base> superseded() {
    Optional<Base> current = current();
    List<Base> old = new ArrayList<>();
    for (Path there : entries()) {
      Base.in(there).filter(base -> !Optional.of(base).equals(current)).ifPresent(old::add);
    }
    return old;
  }

  /** What builds that were killed left. Only whoever holds the family's lock asks. */
  List<Path> drafts() {
    return entries().stream()
        .filter(entry -> entry.getFileName().toString().startsWith(DRAFT))
        .toList();
  }

  private List<Path> entries() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    } catch (IOException unreadable) {
      // Looking for what can be deleted can wait for the next build.
      return List.of();
    }
  }
}
