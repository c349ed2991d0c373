package io.github.djangodeb.env;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.file.TreeDigest;
import io.github.djangodeb.requirements.ProjectName;
import io.github.djangodeb.requirements.Requirement;
import io.github.djangodeb.requirements.Requirements;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A folder of archives, which is all that pip finds when a project is built from it.
 *
 * <p>Of an index, which nobody sees whole, nothing is in a virtualenv's hash but what the
 * requirements say. Of such a folder the archives are in it that pip may choose: those of the
 * required projects, and of all that these require in turn. Another archive may come and go. Where
 * the requirements have hashes these say it already, and nothing of the folder counts.
 */
final class Wheelhouse {
  private static final Pattern ARCHIVE =
      Pattern.compile(
          "(?<name>[A-Za-z0-9][A-Za-z0-9._]*|[A-Za-z0-9][A-Za-z0-9._-]*?)-[0-9][^/]*"
              + "\\.(?:whl|zip|tar\\.gz|tgz|tar\\.bz2|tar\\.xz)");
  private static final Pattern REQUIRED =
      Pattern.compile("(?i)Requires-Dist:\\s*(?<name>[A-Za-z0-9][A-Za-z0-9._-]*).*");

  /** Metadata of a real project are far smaller. */
  private static final int LARGEST = 4 << 20;

  private final Path folder;
  private final Map<ProjectName, SortedSet<Path>> archives = new TreeMap<>();

  /**
   * @throws BuildFailure if the folder cannot be read
   */
  Wheelhouse(Path folder) throws BuildFailure {
    this.folder = folder;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Matcher archive = ARCHIVE.matcher(file.getFileName().toString());
        if (archive.matches()) {
          archives
              .computeIfAbsent(new ProjectName(trimmed(archive)), name -> new TreeSet<>())
              .add(file);
        }
      }
    } catch (IOException unreadable) {
      throw BuildFailure.ofMachine(
          "<wheelhouse>: \"" + folder + "\" cannot be read: " + unreadable.getMessage(),
          unreadable);
    }
  }

  private static String trimmed(Matcher archive) {
    return archive.group("name").replaceAll("[._-]+$", "");
  }

  /**
   * The archives that decide what is installed, each with its hash, sorted.
   *
   * @throws BuildFailure if one cannot be read
   */
  List<String> lines(Requirements requirements) throws BuildFailure {
    boolean hashed = requirements.wanted().stream().allMatch(Requirement::isHashed);
    if (hashed) {
      return List.of();
    }
    try {
      List<String> lines = new ArrayList<>();
      for (Path file : chosenFrom(requirements)) {
        lines.add(file.getFileName() + " " + TreeDigest.of(file.toRealPath()));
      }
      return lines.stream().sorted().toList();
    } catch (IOException unreadable) {
      throw BuildFailure.ofMachine(
          "an archive in <wheelhouse> \""
              + folder
              + "\" cannot be read: "
              + unreadable.getMessage(),
          unreadable);
    }
  }

  private Collection<Path> chosenFrom(Requirements requirements) throws IOException {
    Set<Path> reached = new TreeSet<>();
    Set<ProjectName> seen = new HashSet<>();
    Deque<ProjectName> open = new ArrayDeque<>();
    for (Requirement requirement : requirements.wanted()) {
      if (requirement.name().isEmpty()) {
        // What a folder requires only its own build tells.
        return all();
      }
      open.add(requirement.name().get());
    }
    while (!open.isEmpty()) {
      ProjectName name = open.pop();
      if (seen.add(name)) {
        for (Path file : archives.getOrDefault(name, new TreeSet<>())) {
          Optional<Set<ProjectName>> required = requiredBy(file);
          if (required.isEmpty()) {
            return all();
          }
          reached.add(file);
          open.addAll(required.get());
        }
      }
    }
    return reached;
  }

  private Collection<Path> all() {
    return archives.values().stream().flatMap(Collection::stream).toList();
  }

  /** What a wheel says that it requires; nothing for a source archive, which must be built. */
  private static Optional<Set<ProjectName>> requiredBy(Path file) throws IOException {
    if (!file.toString().endsWith(".whl")) {
      return Optional.empty();
    }
    Set<ProjectName> required = new HashSet<>();
    try (ZipFile wheel = new ZipFile(file.toFile())) {
      Optional<? extends ZipEntry> metadata =
          wheel.stream()
              .filter(entry -> entry.getName().matches("[^/]+\\.dist-info/METADATA"))
              .findFirst();
      if (metadata.isPresent()) {
        byte[] bytes = wheel.getInputStream(metadata.get()).readNBytes(LARGEST);
        String text = new String(bytes, StandardCharsets.UTF_8);
        for (String line : text.lines().takeWhile(one -> !one.isBlank()).toList()) {
          Matcher match = REQUIRED.matcher(line);
          if (match.matches()) {
            required.add(new ProjectName(match.group("name").replaceAll("[._-]+$", "")));
          }
        }
      }
    }
    return Optional.of(required);
  }
}
