package io.github.djangodeb.requirements;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.failure.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads requirements files as pip does, those that pip-tools writes among them, and tells every
 * line that cannot be packaged.
 */
public final class RequirementsReader {
  private static final Pattern PLAIN_VALUE = Pattern.compile("[A-Za-z0-9_.:=,+/@*\\[\\]-]+");
  static final Pattern HASH = Pattern.compile("sha(?:256|384|512):[0-9a-f]{64,128}");
  private static final Pattern ADDRESS = Pattern.compile("https?://[!-~]+");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:\\[\\]-]+");
  private static final Pattern FORMATS =
      Pattern.compile("(?::all:|:none:|[A-Za-z0-9._-]+)(?:,(?::all:|:none:|[A-Za-z0-9._-]+))*");

  private final SourceTree tree;
  private final RequirementParser parser;
  private final Problems problems = new Problems();
  private final Deque<Path> open = new ArrayDeque<>();
  private final Set<String> seen = new HashSet<>();
  private final SortedMap<String, Requirement> wanted = new TreeMap<>();
  private final Map<String, String> included = new HashMap<>();
  private final SortedMap<String, Requirement> constraints = new TreeMap<>();
  private final SortedSet<String> options = new TreeSet<>();
  private final Set<String> locations = new LinkedHashSet<>();
  private final SortedSet<LocalTree> links = new TreeSet<>(Comparator.naturalOrder());
  private final SortedSet<String> variables = new TreeSet<>();
  private final List<String> warnings = new ArrayList<>();

  private RequirementsReader(SourceTree tree) {
    this.tree = tree;
    this.parser = new RequirementParser(tree);
  }

  /**
   * Reads a file and those that it includes.
   *
   * @param root the exported source tree
   * @param file the requirements file in it
   * @param projectFolder the folder of {@code manage.py}: where pip may be meant to run
   * @throws BuildFailure if a line cannot be packaged; all such lines in one message
   */
  public static Requirements read(Path root, Path file, Path projectFolder) throws BuildFailure {
    try {
      Path real = file.toRealPath();
      SourceTree tree = new SourceTree(root, List.of(real.getParent(), projectFolder.toRealPath()));
      RequirementsReader reader = new RequirementsReader(tree);
      reader.file(real, false);
      reader.refuseHashesForSome(tree.show(real));
      reader.problems.throwIfAny();
      return reader.result(tree.show(real));
    } catch (IOException | UncheckedIOException failed) {
      throw BuildFailure.ofMachine(
          "cannot read the requirements in \"" + file + "\": " + failed.getMessage(), failed);
    }
  }

  /** pip would say so too, after a minute. Constraints may have the hashes that lack. */
  private void refuseHashesForSome(String file) {
    List<String> without =
        wanted.values().stream()
            .filter(requirement -> !requirement.isHashed())
            .map(Requirement::canonical)
            .toList();
    if (!without.isEmpty() && without.size() < wanted.size() && constraints.isEmpty()) {
      problems.add(
          file
              + ": some requirements have hashes, so every one needs a hash, and these have none: "
              + Credentials.mask(String.join(", ", without))
              + ". Let a tool write them, such as pip-compile --generate-hashes");
    }
  }

  private Requirements result(String file) {
    return new RequirementsBuilder(file, false, wanted.values())
        .included(included)
        .constraints(constraints.values())
        .options(options)
        .locations(locations)
        .links(links)
        .variables(variables)
        .warnings(warnings)
        .build();
  }

  private void file(Path file, boolean constraint) throws IOException {
    if (!seen.add(constraint + " " + file)) {
      return;
    }
    open.push(file);
    try {
      for (LogicalLine line : LogicalLines.of(tree.show(file), Files.readAllBytes(file))) {
        line(line, file, constraint);
      }
    } catch (RefusedLine unreadable) {
      problems.add(unreadable.getMessage());
    }
    open.pop();
  }

  private void line(LogicalLine line, Path file, boolean constraint) throws IOException {
    try {
      checkCharacters(line.text());
      variables.addAll(Variables.in(line.text()));
      int split = optionsBegin(line.text());
      String requirement = line.text().substring(0, split).strip();
      List<LineOption> all = LineOption.of(Words.of(line.text().substring(split)));
      if (requirement.isEmpty()) {
        for (LineOption option : all) {
          option(option, line, file);
        }
      } else {
        requirement(parser.parse(requirement, own(all), file), line, constraint);
      }
    } catch (RefusedLine refused) {
      problems.add(line.fault(refused.getMessage()));
    }
  }

  static void checkCharacters(String line) throws RefusedLine {
    if (line.chars().anyMatch(c -> Character.isISOControl(c) && c != '\t')) {
      throw new RefusedLine("has a control character: write it anew");
    }
  }

  /** Where the first word with a hyphen begins: pip's border between requirement and options. */
  private static int optionsBegin(String line) {
    if (line.startsWith("-")) {
      return 0;
    }
    int at = line.indexOf(" -");
    return at < 0 ? line.length() : at;
  }

  private void requirement(Requirement requirement, LogicalLine line, boolean constraint) {
    String canonical = requirement.canonical();
    (constraint ? constraints : wanted).put(canonical, requirement);
    if (!constraint && open.size() > 1) {
      included.putIfAbsent(canonical, line.file());
    }
    if (requirement instanceof Requirement.Addressed addressed
        && DirectAddress.canChange(addressed.address())) {
      warnings.add(
          line.fault(
              "names no full commit, so what it installs may change while the package keeps its"
                  + " name: append @ and the 40 digits of a commit"));
    }
  }

  private static SortedSet<String> own(List<LineOption> all) throws RefusedLine {
    SortedSet<String> own = new TreeSet<>();
    for (LineOption option : all) {
      switch (option.name()) {
        case "--hash" -> checkHash(option.value());
        case "--config-settings" -> checkPlain(option);
        case "--global-option" ->
            throw new RefusedLine(
                "has --global-option, which newer versions of pip ignore: use --config-settings");
        default ->
            throw new RefusedLine(
                "has " + option.name() + " behind a requirement: put it on a line of its own");
      }
      own.add(option.word());
    }
    return own;
  }

  private static void checkHash(String hash) throws RefusedLine {
    if (!HASH.matcher(hash).matches()) {
      throw new RefusedLine("has a hash that is none: write --hash=sha256: and 64 digits");
    }
  }

  private static void checkPlain(LineOption option) throws RefusedLine {
    if (!PLAIN_VALUE.matcher(option.value()).matches()) {
      throw new RefusedLine(
          "has blanks or quotes in the value of " + option.name() + ": use none of them");
    }
  }

  private void option(LineOption option, LogicalLine line, Path file)
      throws RefusedLine, IOException {
    switch (option.name()) {
      case "--requirement" -> include(option.value(), file, false);
      case "--constraint" -> include(option.value(), file, true);
      case "--editable" -> throw editable(option.value());
      case "--index-url", "--extra-index-url" -> location(option, ADDRESS);
      case "--find-links" -> findLinks(option, file);
      case "--trusted-host" -> location(option, HOST);
      case "--no-index" -> locations.add(option.word());
      case "--no-binary", "--only-binary" -> formats(option);
      case "--pre", "--prefer-binary", "--require-hashes" -> options.add(option.word());
      case "--use-feature" -> feature(option);
      default ->
          throw new RefusedLine(
              "has " + option.name() + " without a requirement: put it behind one");
    }
  }

  private void include(String name, Path file, boolean constraint) throws RefusedLine, IOException {
    if (name.contains("://")) {
      throw new RefusedLine(
          "takes requirements from an address, where they change unseen: commit the file");
    }
    Path included = tree.included(name, file);
    if (open.contains(included)) {
      throw new RefusedLine("includes a file that includes this one: remove one of the lines");
    }
    file(included, constraint);
  }

  private static RefusedLine editable(String what) {
    String advice =
        what.matches("[A-Za-z0-9+.]+://.*")
            ? "write it as \"name @ " + Credentials.mask(what).replaceFirst("#.*", "") + "\""
            : "write \""
                + what
                + "\" without -e, or delete the line if the project only needs to"
                + " be importable: its source is on PYTHONPATH";
    return new RefusedLine(
        "is an editable install, a link to a folder of the machine that builds: " + advice);
  }

  private void location(LineOption option, Pattern grammar) throws RefusedLine {
    if (!grammar.matcher(option.value()).matches()) {
      throw new RefusedLine("has a value of " + option.name() + " that is none: correct it");
    }
    DirectAddress.checkLogin(option.value());
    locations.add(option.word());
  }

  private void findLinks(LineOption option, Path file) throws RefusedLine {
    if (option.value().matches("(?i)[a-z+]+:.*") || option.value().startsWith("/")) {
      if (!ADDRESS.matcher(option.value()).matches()) {
        throw new RefusedLine(
            "is a path of one machine: set <findLinks> in the pom, or commit the folder and write"
                + " its path relative to this file");
      }
      DirectAddress.checkLogin(option.value());
      locations.add(option.word());
    } else {
      links.add(tree.local(option.value(), file));
    }
  }

  private void formats(LineOption option) throws RefusedLine {
    if (!FORMATS.matcher(option.value()).matches()) {
      throw new RefusedLine(
          "has a value of "
              + option.name()
              + " that is none: write names between commas, or :all:");
    }
    options.add(option.word());
  }

  private void feature(LineOption option) throws RefusedLine {
    checkPlain(option);
    options.add(option.word());
  }
}
