package io.github.djangodeb.chroot;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.process.Outcome;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The Debian packages of a chroot. */
public final class InstalledPackages {
  private static final String STATE = "installed ";

  private InstalledPackages() {}

  /**
   * All that are installed in a session, each as a relation that only it satisfies: {@code libc6 (=
   * 2.41-12)}; sorted.
   *
   * @param log where the output goes
   * @throws BuildFailure if dpkg cannot be asked
   */
  public static List<String> of(Session session, Path log) throws BuildFailure {
    // Lines may come from a thread that reads the output.
    SortedSet<String> lines = Collections.synchronizedSortedSet(new TreeSet<>());
    Outcome outcome =
        session.run(
            SessionCommand.of(
                "dpkg-query",
                "--show",
                "--showformat",
                "${db:Status-Status} ${Package} (= ${Version})\\n"),
            log,
            lines::add);
    if (!outcome.succeeded()) {
      throw BuildFailure.ofMachine(
          "dpkg cannot tell what is installed in the chroot:\n" + outcome.tellTail());
    }
    return lines.stream()
        .filter(line -> line.startsWith(STATE))
        .map(line -> line.substring(STATE.length()))
        .toList();
  }
}
