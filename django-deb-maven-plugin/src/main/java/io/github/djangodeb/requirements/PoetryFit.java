package io.github.djangodeb.requirements;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares a {@code pyproject.toml} with what a {@code poetry.lock} was made for: the lock has a
 * hash of that. Poetry itself installs nothing from a lock of which the hash is another.
 *
 * <p>The hash is of JSON as Python writes it: of {@code [tool.poetry]} alone in projects that have
 * no {@code [project]} and by Poetry 1, and since Poetry 2.2 of groups too.
 */
final class PoetryFit {
  /** These count with the value null where they are not there and nothing but them counts. */
  private static final List<String> OLD =
      List.of("dependencies", "dev-dependencies", "extras", "source");

  private static final List<String> OF_PROJECT =
      List.of("dependencies", "optional-dependencies", "requires-python");
  private static final String GROUP = "group";

  private final TomlPart pyproject;

  PoetryFit(TomlPart pyproject) {
    this.pyproject = pyproject;
  }

  /** Whether the lock was made for this project; also if that cannot be known. */
  boolean holds(TomlPart lock) throws RefusedLine {
    Optional<TomlPart> metadata = lock.part("metadata");
    Optional<String> locked =
        metadata.isPresent() ? metadata.get().text("content-hash") : Optional.empty();
    try {
      return locked.isEmpty()
          || locked.get().equals(hash(content(true)))
          || locked.get().equals(hash(content(false)))
          // Poetry 1 knows no [project].
          || metadata.get().text("lock-version").equals(Optional.of("2.0"))
              && locked.get().equals(hash(PythonJson.object(poetry(true))));
    } catch (PythonJson.Unwritable odd) {
      // A date or a fraction, which no dependency has: Poetry will say it better.
      return true;
    }
  }

  /** Projects that are needed in any case, and of which the lock has none. */
  SortedSet<String> missing(TomlPart lock) throws RefusedLine {
    SortedSet<String> missing = new TreeSet<>();
    Optional<TomlPart> project = pyproject.part("project");
    for (String line :
        project.isPresent() ? project.get().texts("dependencies") : List.<String>of()) {
      if (!line.contains(";")) {
        missing.add(spelled(line.replaceFirst("[^A-Za-z0-9._-].*$", "")));
      }
    }
    Optional<TomlPart> old = pyproject.below("tool", "poetry", "dependencies");
    if (old.isPresent()) {
      old.get().keys().stream()
          .filter(old.get()::isText)
          .map(PoetryFit::spelled)
          .forEach(missing::add);
    }
    missing.remove("python");
    for (TomlPart described : lock.parts("package")) {
      missing.remove(spelled(described.neededText("name")));
    }
    return missing;
  }

  private static String spelled(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
  }

  private String content(boolean withGroups) throws RefusedLine, PythonJson.Unwritable {
    SortedMap<String, String> project = new TreeMap<>();
    Optional<TomlPart> table = pyproject.part("project");
    for (String key : OF_PROJECT) {
      if (table.isPresent() && table.get().has(key)) {
        project.put(key, table.get().json(key));
      }
    }
    SortedMap<String, String> all = new TreeMap<>();
    if (!project.isEmpty()) {
      all.put("project", PythonJson.object(project));
    }
    Optional<TomlPart> groups = pyproject.part("dependency-groups");
    if (withGroups && groups.isPresent() && !groups.get().keys().isEmpty()) {
      all.put("dependency-groups", pyproject.json("dependency-groups"));
    }
    String poetry = PythonJson.object(poetry(all.isEmpty()));
    if (all.isEmpty()) {
      return poetry;
    }
    all.put("tool", PythonJson.object(new TreeMap<>(Map.of("poetry", poetry))));
    return PythonJson.object(all);
  }

  private SortedMap<String, String> poetry(boolean alone)
      throws RefusedLine, PythonJson.Unwritable {
    SortedMap<String, String> content = new TreeMap<>();
    Optional<TomlPart> table = pyproject.below("tool", "poetry");
    for (String key : OLD) {
      if (table.isPresent() && table.get().has(key)) {
        content.put(key, table.get().json(key));
      } else if (alone) {
        content.put(key, "null");
      }
    }
    if (table.isPresent() && table.get().has(GROUP)) {
      content.put(GROUP, table.get().json(GROUP));
    }
    return content;
  }

  private static String hash(String content) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(content.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
