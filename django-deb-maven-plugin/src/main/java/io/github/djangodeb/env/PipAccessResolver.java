package io.github.djangodeb.env;

import io.github.djangodeb.chroot.SessionCommand.Bind;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.failure.Problems;
import io.github.djangodeb.name.ContentHash;
import io.github.djangodeb.name.TargetPath;
import io.github.djangodeb.requirements.Credentials;
import io.github.djangodeb.requirements.Requirements;
import io.github.djangodeb.requirements.RequirementsReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Brings pip's settings into the chroot: what is local among them is bound there, read-only. */
final class PipAccessResolver {
  private static final String PLACES = "/build/places/";

  private final Path base;
  private final Problems problems = new Problems();
  private final Map<String, String> variables = new TreeMap<>();
  private final List<Bind> binds = new ArrayList<>();
  private final SortedSet<String> choices = new TreeSet<>();
  private final SortedSet<String> constraints = new TreeSet<>();

  private PipAccessResolver(Path base) {
    this.base = base;
  }

  /**
   * Resolves settings.
   *
   * @param base what relative paths are relative to
   * @throws BuildFailure the user's, with every file or folder that is not there
   */
  static PipAccess resolve(PipSettings settings, Path base) throws BuildFailure {
    PipAccessResolver resolver = new PipAccessResolver(base);
    resolver.variables.putAll(settings.proxies());
    for (PipOption option : settings.values().keySet()) {
      resolver.add(option, settings);
    }
    resolver.problems.throwIfAny();
    return new PipAccess(
        resolver.variables, resolver.binds, resolver.choices, List.copyOf(resolver.constraints));
  }

  private void add(PipOption option, PipSettings settings) throws BuildFailure {
    List<String> values = settings.of(option);
    String origin = settings.origin(option);
    switch (option.kind()) {
      case FLAG -> set(option, settings.isOn(option) ? List.of("1") : List.of());
      case TEXT -> set(option, values);
      case PLACE, FILE -> set(option, values.stream().map(value -> place(value, origin)).toList());
      case CHOICE -> choose(option, values);
      case CHOICE_FLAG -> chooseFlag(option, settings.isOn(option));
      case CONSTRAINTS -> constrain(values, origin);
      default -> throw new IllegalStateException(option.name());
    }
  }

  private void set(PipOption option, List<String> values) {
    if (!values.isEmpty()) {
      variables.put(option.variable(), String.join(" ", values));
    }
  }

  private void choose(PipOption option, List<String> values) {
    String joined = String.join(",", values);
    variables.put(option.variable(), joined);
    choices.add(option.option() + "=" + joined);
  }

  private void chooseFlag(PipOption option, boolean on) {
    if (on) {
      variables.put(option.variable(), "1");
      choices.add(option.option());
    }
  }

  /** An address as it is; a folder or file of this machine by its place in the chroot. */
  private String place(String value, String origin) {
    if (isAddress(value)) {
      return value;
    }
    Optional<Path> here = existing(value, origin);
    boolean address = value.startsWith("file:");
    return here.map(path -> (address ? "file://" : "") + bound(path)).orElse(value);
  }

  private static boolean isAddress(String value) {
    return value.matches("(?i)[a-z][a-z+.-]*://.*") && !value.startsWith("file:");
  }

  private Optional<Path> existing(String value, String origin) {
    try {
      Path path =
          value.startsWith("file:") ? Path.of(URI.create(value)) : base.resolve(home(value));
      return Optional.of(path.toRealPath());
    } catch (IOException | IllegalArgumentException absent) {
      problems.add(
          origin
              + ": \""
              + Credentials.mask(value)
              + "\" is neither a file nor a folder of this machine: make it, or correct "
              + origin);
      return Optional.empty();
    }
  }

  private static String home(String value) {
    return value.startsWith("~/") ? System.getProperty("user.home") + value.substring(1) : value;
  }

  /**
   * The place in the chroot. It is named after the place here: pip knows archives in its cache by
   * where they came from, so two folders must not have one name.
   */
  private String bound(Path here) {
    if (Files.isDirectory(here) && here.endsWith("simple")) {
      // The pages of a "simple" index usually link to archives beside their own folder.
      return bound(here.getParent()) + "/simple";
    }
    TargetPath at = new TargetPath(PLACES + ContentHash.ofText(here.toString()));
    Bind bind = new Bind(here, at, false);
    if (!binds.contains(bind)) {
      binds.add(bind);
    }
    return at.text();
  }

  private void constrain(List<String> values, String origin) throws BuildFailure {
    for (String value : values) {
      if (isAddress(value)) {
        problems.add(
            origin
                + ": \""
                + Credentials.mask(value)
                + "\" is an address, where constraints change unseen: download it, and name the"
                + " file");
        continue;
      }
      Optional<Path> file = existing(value, origin);
      if (file.isPresent()) {
        Path folder = file.get().getParent();
        Requirements read = RequirementsReader.read(folder, file.get(), folder);
        read.wanted().forEach(line -> constraints.add(line.canonical()));
        read.constraints().forEach(line -> constraints.add(line.canonical()));
      }
    }
  }
}
