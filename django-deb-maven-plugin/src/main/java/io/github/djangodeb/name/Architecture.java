package io.github.djangodeb.name;

import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** A Debian architecture, as {@code dpkg --print-architecture} names it. */
public record Architecture(String text) {
  private static final Pattern GRAMMAR = Pattern.compile("[a-z][a-z0-9]{1,15}");

  /** Those that Debian has, in its archive or as ports, with the kernel Linux. */
  private static final Set<String> OF_DEBIAN =
      Set.of(
          "alpha",
          "amd64",
          "arc",
          "arm64",
          "armel",
          "armhf",
          "hppa",
          "i386",
          "ia64",
          "loong64",
          "m68k",
          "mips",
          "mips64",
          "mips64el",
          "mipsel",
          "powerpc",
          "ppc64",
          "ppc64el",
          "riscv64",
          "s390x",
          "sh4",
          "sparc64",
          "x32");

  /** What a package without compiled files has. */
  public static final Architecture ALL = new Architecture("all");

  /**
   * @throws IllegalArgumentException if {@code text} cannot be an architecture
   */
  public Architecture {
    Objects.requireNonNull(text);
    if (!GRAMMAR.matcher(text).matches()) {
      throw refused(text);
    }
  }

  /**
   * The architecture that somebody names.
   *
   * @throws IllegalArgumentException if Debian has none of the name
   */
  public static Architecture ofName(String text) {
    if (!OF_DEBIAN.contains(text)) {
      throw refused(text);
    }
    return new Architecture(text);
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException(
        "\"" + text + "\" is no Debian architecture: use one such as \"amd64\" or \"arm64\"");
  }

  /** The architecture of the machine that builds. */
  public static Architecture ofThisMachine() {
    String java = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return new Architecture(
        switch (java) {
          case "x86_64" -> "amd64";
          case "aarch64" -> "arm64";
          case "x86", "i686" -> "i386";
          case "arm" -> "armhf";
          case "ppc64le" -> "ppc64el";
          default -> java;
        });
  }

  @Override
  public String toString() {
    return text;
  }
}
