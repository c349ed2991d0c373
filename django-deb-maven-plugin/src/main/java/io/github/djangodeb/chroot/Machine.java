package io.github.djangodeb.chroot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The machine that builds, as far as an engine needs to know it.
 *
 * @param uid of this process
 * @param user its name
 * @param programs folders that programs are looked for in
 * @param root the file system's root; another one in tests
 */
record Machine(int uid, String user, List<Path> programs, Path root) {
  /** What a normal user's PATH lacks, and where some of the tools are. */
  private static final List<Path> FOR_ADMINISTRATORS =
      List.of(Path.of("/usr/sbin"), Path.of("/sbin"));

  Machine {
    programs = List.copyOf(programs);
  }

  /** The machine that this process runs on. */
  static Machine ofThisProcess(Map<String, String> environment) {
    Stream<Path> path =
        Stream.of(environment.getOrDefault("PATH", "/usr/bin:/bin").split(":"))
            .filter(folder -> folder.startsWith("/"))
            .map(Path::of);
    return new Machine(
        uidOfThisProcess(),
        System.getProperty("user.name"),
        Stream.concat(path, FOR_ADMINISTRATORS.stream()).toList(),
        Path.of("/"));
  }

  private static int uidOfThisProcess() {
    try {
      return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException absent) {
      throw new IllegalStateException("Linux has /proc", absent);
    }
  }

  boolean isRoot() {
    return uid == 0;
  }

  /** Whether a program can be run by its bare name. */
  boolean has(String program) {
    return programs.stream().anyMatch(folder -> Files.isExecutable(folder.resolve(program)));
  }

  /** The lines of a file; none if it cannot be read. */
  List<String> lines(String absolute) {
    try {
      return Files.readAllLines(root.resolve(absolute.substring(1)));
    } catch (IOException absent) {
      return List.of();
    }
  }

  /** The first line of a file. */
  Optional<String> line(String absolute) {
    return lines(absolute).stream().findFirst();
  }
}
