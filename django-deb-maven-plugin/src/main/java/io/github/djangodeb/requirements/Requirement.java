package io.github.djangodeb.requirements;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** One thing that pip is asked to install. */
public sealed interface Requirement {
  /** The project's name, where the line says it. */
  Optional<ProjectName> name();

  /** The one spelling of this requirement, with paths relative to the source tree. */
  String canonical();

  /** Whether it always installs the same. */
  boolean isPinned();

  /** Whether pip knows what it must get, and would refuse anything else. */
  boolean isHashed();

  /**
   * The line that pip is given.
   *
   * @param source where pip finds the source tree
   */
  default String forPip(String source) {
    return canonical();
  }

  /**
   * A project from an index: {@code django>=4.2,<5}.
   *
   * @param extras in their one spelling
   * @param versions such as {@code >=4.2,<5}, or empty
   * @param marker when it applies, or empty for always
   * @param options hashes and configuration settings, each a word such as {@code --hash=sha256:…}
   */
  record Indexed(
      ProjectName project,
      SortedSet<String> extras,
      String versions,
      String marker,
      SortedSet<String> options)
      implements Requirement {
    public Indexed {
      extras = Collections.unmodifiableSortedSet(new TreeSet<>(extras));
      options = Collections.unmodifiableSortedSet(new TreeSet<>(options));
    }

    @Override
    public Optional<ProjectName> name() {
      return Optional.of(project);
    }

    /** Whether its version is exact. */
    @Override
    public boolean isPinned() {
      return versions.matches("===?[^*,]+");
    }

    @Override
    public boolean isHashed() {
      return hashed(options);
    }

    @Override
    public String canonical() {
      return project + brackets(extras) + versions + tail(marker, options);
    }
  }

  /**
   * An archive or a repository with an address of its own.
   *
   * @param name empty where the line is only an address
   * @param address may have {@code ${VARIABLES}} for its user and password, never these themselves
   */
  record Addressed(
      Optional<ProjectName> name,
      SortedSet<String> extras,
      String address,
      String marker,
      SortedSet<String> options)
      implements Requirement {
    public Addressed {
      extras = Collections.unmodifiableSortedSet(new TreeSet<>(extras));
      options = Collections.unmodifiableSortedSet(new TreeSet<>(options));
    }

    /** Whether no repository is asked for a branch or a tag, which may move. */
    @Override
    public boolean isPinned() {
      return !DirectAddress.canChange(address);
    }

    @Override
    public boolean isHashed() {
      return hashed(options) || address.matches(".*[#&]sha(?:256|384|512)=[0-9a-f]+.*");
    }

    @Override
    public String canonical() {
      String what =
          name.map(known -> known + brackets(extras) + " @ " + address)
              .orElse(address + brackets(extras));
      return what + tail(marker, options);
    }
  }

  /**
   * A folder or an archive of the source tree itself.
   *
   * @param tree the folder or archive
   */
  record InTree(LocalTree tree, SortedSet<String> extras, String marker, SortedSet<String> options)
      implements Requirement {
    public InTree {
      extras = Collections.unmodifiableSortedSet(new TreeSet<>(extras));
      options = Collections.unmodifiableSortedSet(new TreeSet<>(options));
    }

    @Override
    public Optional<ProjectName> name() {
      return Optional.empty();
    }

    /** Always: its content counts. */
    @Override
    public boolean isPinned() {
      return true;
    }

    @Override
    public boolean isHashed() {
      return hashed(options);
    }

    @Override
    public String canonical() {
      return spelled(".");
    }

    @Override
    public String forPip(String source) {
      return spelled(source);
    }

    private String spelled(String root) {
      return tree.below(root) + brackets(extras) + tail(marker, options);
    }
  }

  private static boolean hashed(SortedSet<String> options) {
    return options.stream().anyMatch(option -> option.startsWith("--hash="));
  }

  private static String brackets(SortedSet<String> extras) {
    return extras.isEmpty() ? "" : "[" + String.join(",", extras) + "]";
  }

  private static String tail(String marker, SortedSet<String> options) {
    return (marker.isEmpty() ? "" : " ; " + marker)
        + (options.isEmpty() ? "" : " " + String.join(" ", options));
  }
}
