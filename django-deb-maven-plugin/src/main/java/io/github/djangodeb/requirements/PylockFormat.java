package io.github.djangodeb.requirements;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A {@code pylock.toml} (PEP 751): whatever tool wrote it, it lists all that is installed, with
 * hashes.
 */
final class PylockFormat implements RequirementsFormat {
  @Override
  public Requirements read(Place place, Selection selection)
      throws IOException, RefusedLine, BuildFailure {
    TomlPart lock = TomlPart.readLock(place.file(), place.shown(), "with the tool that wrote it");
    LockContent content = new LockContent(place.tree(), place.file());
    if (!lock.text("lock-version").orElse("").matches("1(\\.[0-9]+)?")) {
      throw new RefusedLine(
          place.shown()
              + " is no lock of version 1, the one that is known here: let the tool that wrote it"
              + " write that version, or export a requirements.txt");
    }
    selection.check(
        place.shown(),
        spelled(lock.texts("extras")),
        spelled(lock.texts("dependency-groups")),
        content.problems());
    Selection wanted = selection.withGroups(spelled(lock.texts("default-groups")));
    for (TomlPart part : lock.parts("packages")) {
      try {
        add(part, wanted, content);
      } catch (RefusedLine refused) {
        content.problems().add(part.fault(about(part), refused.getMessage()));
      }
    }
    return content.result();
  }

  private static List<String> spelled(List<String> names) throws RefusedLine {
    List<String> spelled = new ArrayList<>();
    for (String name : names) {
      try {
        spelled.add(new ProjectName(name).text());
      } catch (IllegalArgumentException odd) {
        throw new RefusedLine(
            "The lock has an extra or a group called \"" + name + "\": rename it");
      }
    }
    return spelled;
  }

  private static String about(TomlPart part) {
    return part.isText("name") ? nameOf(part) : "a package";
  }

  private static String nameOf(TomlPart part) {
    try {
      return part.neededText("name");
    } catch (RefusedLine impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void add(TomlPart part, Selection selection, LockContent content)
      throws RefusedLine {
    String name = part.neededText("name");
    Optional<String> marker = part.text("marker");
    Condition when = marker.isPresent() ? Marker.of(marker.get(), selection) : Condition.ALWAYS;
    if (when.equals(Condition.NEVER)) {
      return;
    }
    if (part.has("vcs")) {
      repository(name, part.part("vcs").orElseThrow(), when, content);
    } else if (part.has("directory")) {
      TomlPart folder = part.part("directory").orElseThrow();
      content.inTree(below(folder.neededText("path"), folder), when);
    } else if (part.has("archive")) {
      archive(name, part.part("archive").orElseThrow(), when, content);
    } else {
      files(name, part, when, content);
    }
  }

  private static String below(String path, TomlPart part) throws RefusedLine {
    return part.text("subdirectory").map(inner -> path + "/" + inner).orElse(path);
  }

  private static void repository(String name, TomlPart vcs, Condition when, LockContent content)
      throws RefusedLine {
    Optional<String> url = vcs.text("url");
    if (url.isEmpty()) {
      throw new RefusedLine(
          "is in a repository of one machine: name the address that others reach it by");
    }
    String address =
        vcs.neededText("type")
            + "+"
            + url.get()
            + "@"
            + vcs.neededText("commit-id")
            + vcs.text("subdirectory").map(inner -> "#subdirectory=" + inner).orElse("");
    content.addressed(name, address, when, List.of());
  }

  private static void archive(String name, TomlPart archive, Condition when, LockContent content)
      throws RefusedLine {
    if (archive.has("url")) {
      String inner = archive.text("subdirectory").map(one -> "#subdirectory=" + one).orElse("");
      content.addressed(name, archive.neededText("url") + inner, when, hashes(archive));
    } else {
      content.inTree(archive.neededText("path"), when);
    }
  }

  /** A version of which an index has archives; those of the source tree are looked for there. */
  private static void files(String name, TomlPart part, Condition when, LockContent content)
      throws RefusedLine {
    List<TomlPart> archives = new ArrayList<>(part.parts("wheels"));
    part.part("sdist").ifPresent(archives::add);
    List<String> hashes = new ArrayList<>();
    for (TomlPart archive : archives) {
      hashes.addAll(hashes(archive));
      if (archive.has("path") && !archive.has("url")) {
        String path = archive.neededText("path");
        content.link(path.contains("/") ? path.replaceFirst("/[^/]*$", "") : ".");
      }
    }
    if (archives.isEmpty()) {
      throw new RefusedLine("has no archive to install: lock it anew");
    }
    content.indexed(name, part.neededText("version"), when, hashes);
  }

  private static List<String> hashes(TomlPart archive) throws RefusedLine {
    List<String> hashes = new ArrayList<>();
    Optional<TomlPart> table = archive.part("hashes");
    if (table.isPresent()) {
      for (String kind : table.get().keys()) {
        hashes.add(kind + ":" + table.get().neededText(kind));
      }
    }
    return hashes;
  }
}
