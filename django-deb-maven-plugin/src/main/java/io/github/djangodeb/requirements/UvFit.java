package io.github.djangodeb.requirements;

import io.github.djangodeb.failure.Problems;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Compares what a {@code pyproject.toml} requires with what a {@code uv.lock} was made for, which
 * the lock says of each project of the workspace ({@code requires-dist}, {@code requires-dev}).
 *
 * <p>uv writes versions and markers its own way there. Versions are compared by what they mean;
 * markers only by whether there is one, where uv cannot have taken it away.
 */
final class UvFit {
  private static final int TOLD = 5;
  private static final Pattern LINE =
      Pattern.compile(
          "(?<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\\s*(?:\\[(?<extras>[^\\]]*)\\])?\\s*"
              + "(?:@(?<address>.*)|\\(?(?<versions>[^;()]*)\\)?\\s*(?:;(?<marker>.*))?)",
          Pattern.DOTALL);
  private static final Pattern VERSION =
      Pattern.compile("(?<operator>===|==|~=|!=|<=|>=|<|>)v?(?<version>.*)");

  /** Where the lock says that something comes from no index: its version is of no account then. */
  private static final List<String> SOURCES =
      List.of("git", "url", "path", "directory", "editable", "virtual");

  private final TomlPart pyproject;
  private final Optional<TomlPart> project;
  private final TomlPart locked;
  private final Selection selection;
  private final String own;

  /**
   * @param pyproject the project's file
   * @param locked the project in the lock
   * @param selection the parts that are installed; the others may differ
   */
  UvFit(TomlPart pyproject, TomlPart locked, Selection selection) throws RefusedLine {
    this.pyproject = pyproject;
    this.project = pyproject.part("project");
    this.locked = locked;
    this.selection = selection;
    this.own = locked.text("name").orElse("");
  }

  /** What is to be told of a lock that does not fit. */
  static String told(String lock, String pyproject, List<String> differences) {
    int more = differences.size() - TOLD;
    return lock
        + " does not fit "
        + pyproject
        + ": "
        + differences.stream().limit(TOLD).collect(Collectors.joining("; "))
        + (more > 0 ? "; and " + more + " more" : "")
        + ". Run \"uv lock\", and commit "
        + lock;
  }

  /**
   * In what the two differ, a clause each.
   *
   * @param shown how messages name the project's file
   * @param problems where faults of that file are told
   */
  List<String> differences(String shown, Problems problems) throws RefusedLine {
    if (project.isEmpty()) {
      return List.of();
    }
    ProjectLists lists;
    SortedMap<String, List<Wanted>> there;
    try {
      if (isFoundOut(project.get().texts("dynamic"))) {
        // What the build back end finds out is in no file.
        return List.of();
      }
      lists = new ProjectLists(shown, pyproject, project.get(), new Problems());
      there = byName(ofProject(lists));
    } catch (RefusedLine refused) {
      problems.add(shown + ": " + refused.getMessage());
      return List.of();
    }
    Optional<TomlPart> metadata = locked.part("metadata");
    if (metadata.isEmpty()) {
      return missing(there, lists);
    }
    return compared(there, byName(ofLock(metadata.get())), shown);
  }

  private boolean isFoundOut(List<String> dynamic) {
    return dynamic.contains("dependencies")
        || !selection.extras().isEmpty() && dynamic.contains("optional-dependencies");
  }

  /**
   * A requirement, of either side.
   *
   * @param versions in their one spelling
   * @param elsewhere whether it comes from no index
   * @param when its marker
   * @param chosen whether the lock has an index of its own for it
   */
  private record Wanted(
      String name,
      SortedSet<String> extras,
      SortedSet<String> versions,
      boolean elsewhere,
      Condition when,
      boolean chosen) {
    String text() {
      return (extras.isEmpty() ? "" : "[" + String.join(",", extras) + "]")
          + (versions.isEmpty() ? "" : String.join(",", versions));
    }
  }

  // -------------------------------------------------------------------------------- pyproject.toml

  private List<Wanted> ofProject(ProjectLists lists) throws RefusedLine {
    List<Wanted> wanted = new ArrayList<>(read(lists.dependencies()));
    SortedSet<String> open = new TreeSet<>(selection.extras());
    open.addAll(ownExtras(wanted));
    SortedSet<String> done = new TreeSet<>();
    while (!open.isEmpty()) {
      String extra = open.first();
      done.add(extra);
      List<Wanted> more = read(lists.extra(extra));
      wanted.addAll(more);
      open.addAll(ownExtras(more));
      open.removeAll(done);
    }
    for (String group : selection.groups()) {
      wanted.addAll(read(lists.group(group)));
      Optional<TomlPart> uv = pyproject.below("tool", "uv");
      if (group.equals("dev") && uv.isPresent()) {
        wanted.addAll(read(uv.get().texts("dev-dependencies")));
      }
    }
    return wanted;
  }

  /** The project's own extras, where one names others: {@code all = ["shop[pg]"]}. */
  private SortedSet<String> ownExtras(List<Wanted> wanted) {
    return wanted.stream()
        .filter(one -> one.name.equals(own))
        .flatMap(one -> one.extras.stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Wanted> read(List<String> lines) throws RefusedLine {
    List<Wanted> wanted = new ArrayList<>();
    for (String line : lines) {
      Matcher match = LINE.matcher(line.strip());
      // uv has refused any other line.
      if (match.matches()) {
        String marker = match.group("marker");
        wanted.add(
            new Wanted(
                spelled(match.group("name")),
                names(match.group("extras")),
                versions(match.group("versions")),
                match.group("address") != null,
                marker == null ? Condition.ALWAYS : when(line, marker),
                false));
      }
    }
    return wanted;
  }

  private static Condition when(String line, String marker) throws RefusedLine {
    try {
      return Marker.of(marker, Selection.NONE);
    } catch (RefusedLine refused) {
      throw new RefusedLine("\"" + Credentials.mask(line) + "\" " + refused.getMessage());
    }
  }

  private static String spelled(String name) {
    return new ProjectName(name).text();
  }

  private static SortedSet<String> names(String list) {
    SortedSet<String> names = new TreeSet<>();
    for (String name : list == null ? new String[0] : list.split(",")) {
      names.add(name.strip().toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-"));
    }
    names.remove("");
    return names;
  }

  private static SortedSet<String> versions(String list) {
    SortedSet<String> versions = new TreeSet<>();
    for (String one : list == null ? new String[0] : list.split(",")) {
      if (!one.isBlank()) {
        versions.add(version(one.replaceAll("\\s", "").toLowerCase(Locale.ROOT)));
      }
    }
    return versions;
  }

  /** A specifier in a spelling that all have which mean the same (PEP 440). */
  private static String version(String specifier) {
    Matcher match = VERSION.matcher(specifier);
    if (!match.matches()) {
      return specifier;
    }
    String operator = match.group("operator");
    String[] halves = match.group("version").split("\\+", 2);
    String version =
        halves[0]
            .replaceAll("(?<![0-9])0+(?=[0-9])", "")
            .replaceFirst("^0!", "")
            .replaceAll("(?<=[0-9])-(?=[0-9])", "post")
            .replaceAll("[-_.]?(alpha|beta|preview|pre|post|rev|dev|rc|a|b|c|r)[-_.]?", "$1")
            .replaceAll("alpha", "a")
            .replaceAll("beta", "b")
            .replaceAll("preview|pre(?!v)|(?<![a-z])c(?![a-z])", "rc")
            .replaceAll("rev|(?<![a-z])r(?![a-z])", "post")
            .replaceAll("([a-z])(?![a-z0-9])", "$10");
    if (operator.matches("[<>]=?")) {
      version = version.replaceFirst("\\.\\*$", "");
    }
    if (!operator.equals("~=")) {
      version = version.replaceFirst("(?<=[0-9])(?:\\.0+)+$", "");
    }
    return operator + version + (halves.length < 2 ? "" : "+" + halves[1]);
  }

  // ----------------------------------------------------------------------------------------- lock

  private List<Wanted> ofLock(TomlPart metadata) throws RefusedLine {
    List<TomlPart> all = metadata.parts("requires-dist");
    SortedSet<String> extras = new TreeSet<>(selection.extras());
    List<Wanted> wanted = ofLock(all, extras);
    while (extras.addAll(ownExtras(wanted))) {
      wanted = ofLock(all, extras);
    }
    Optional<TomlPart> groups = metadata.part("requires-dev");
    if (groups.isPresent()) {
      for (String group : selection.groups()) {
        wanted.addAll(ofLock(groups.get().parts(group), extras));
      }
    }
    return wanted;
  }

  private static List<Wanted> ofLock(List<TomlPart> described, SortedSet<String> extras)
      throws RefusedLine {
    Selection selection = new Selection(extras, Collections.emptySortedSet());
    List<Wanted> wanted = new ArrayList<>();
    for (TomlPart one : described) {
      Optional<String> marker = one.text("marker");
      Condition when = marker.isPresent() ? Marker.of(marker.get(), selection) : Condition.ALWAYS;
      if (!when.equals(Condition.NEVER)) {
        wanted.add(
            new Wanted(
                one.neededText("name"),
                names(String.join(",", one.texts("extras"))),
                versions(one.text("specifier").orElse("")),
                SOURCES.stream().anyMatch(one::has),
                when,
                one.has("index")));
      }
    }
    return wanted;
  }

  // ----------------------------------------------------------------------------------- comparison

  private SortedMap<String, List<Wanted>> byName(List<Wanted> wanted) {
    SortedMap<String, List<Wanted>> names = new TreeMap<>();
    wanted.stream()
        .filter(one -> !one.name.equals(own))
        .forEach(one -> names.computeIfAbsent(one.name, name -> new ArrayList<>()).add(one));
    return names;
  }

  private static List<String> compared(
      Map<String, List<Wanted>> there, Map<String, List<Wanted>> inLock, String shown) {
    List<String> differences = new ArrayList<>();
    SortedSet<String> all = new TreeSet<>(there.keySet());
    all.addAll(inLock.keySet());
    for (String name : all) {
      if (!inLock.containsKey(name)) {
        differences.add(name + " is not in the lock");
      } else if (!there.containsKey(name)) {
        differences.add(name + " is in the lock alone");
      } else {
        difference(there.get(name), inLock.get(name), shown)
            .ifPresent(clause -> differences.add(name + " is " + clause));
      }
    }
    return differences;
  }

  private static Optional<String> difference(
      List<Wanted> there, List<Wanted> inLock, String shown) {
    if (!extras(there).equals(extras(inLock))) {
      return Optional.of(clause(there, inLock, shown));
    }
    if (inLock.stream().anyMatch(Wanted::elsewhere)) {
      return Optional.empty();
    }
    if (there.stream().anyMatch(Wanted::elsewhere)) {
      return Optional.of("at an address in " + shown + ", and of an index in the lock");
    }
    if (!texts(there).equals(texts(inLock))) {
      return Optional.of(clause(there, inLock, shown));
    }
    return there.size() == 1 && inLock.size() == 1 && !inLock.get(0).chosen
        ? ofMarkers(there.get(0).when, inLock.get(0).when, shown)
        : Optional.empty();
  }

  /** What is said of Pythons uv leaves out or adds, by the range of the project or the group. */
  private static Optional<String> ofMarkers(Condition there, Condition inLock, String shown) {
    if (namesPython(there) || namesPython(inLock)) {
      return Optional.empty();
    }
    if (there.equals(Condition.ALWAYS) && !inLock.equals(Condition.ALWAYS)) {
      return Optional.of("needed always in " + shown + ", and in the lock if " + inLock.text());
    }
    if (inLock.equals(Condition.ALWAYS) && !there.equals(Condition.ALWAYS)) {
      return Optional.of("needed if " + there.text() + " in " + shown + ", and always in the lock");
    }
    return Optional.empty();
  }

  private static boolean namesPython(Condition when) {
    return when.text().matches(".*(?:python|implementation).*");
  }

  private static String clause(List<Wanted> there, List<Wanted> inLock, String shown) {
    return said(there) + " in " + shown + ", and " + said(inLock) + " in the lock";
  }

  private static String said(List<Wanted> wanted) {
    return texts(wanted).stream()
        .map(text -> text.isEmpty() ? "any version" : "\"" + text + "\"")
        .collect(Collectors.joining(" or "));
  }

  private static SortedSet<String> texts(List<Wanted> wanted) {
    return wanted.stream().map(Wanted::text).collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> extras(List<Wanted> wanted) {
    return wanted.stream()
        .flatMap(one -> one.extras.stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What a lock of an older uv lacks, which does not say what it was made for. */
  private List<String> missing(Map<String, List<Wanted>> there, ProjectLists lists)
      throws RefusedLine {
    Set<String> known = new TreeSet<>();
    for (TomlPart one : locked.parts("dependencies")) {
      known.add(one.neededText("name"));
    }
    List<String> missing = new ArrayList<>();
    for (Wanted one : read(lists.dependencies())) {
      if (there.containsKey(one.name)
          && one.when.equals(Condition.ALWAYS)
          && !known.contains(one.name)) {
        missing.add(one.name + " is not in the lock");
      }
    }
    return missing;
  }
}
