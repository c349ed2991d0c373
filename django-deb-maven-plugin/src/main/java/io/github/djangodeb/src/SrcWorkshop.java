package io.github.djangodeb.src;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import io.github.djangodeb.cache.DiskFault;
import io.github.djangodeb.cache.FileTrees;
import io.github.djangodeb.chroot.InstalledPackages;
import io.github.djangodeb.chroot.Session;
import io.github.djangodeb.chroot.SessionCommand;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.TargetPath;
import io.github.djangodeb.process.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A folder of this machine through which a session is given the source, and hands it back with its
 * bytecode.
 */
final class SrcWorkshop implements AutoCloseable {
  /** The compiler is the virtualenv's: what it says about equal bytes holds here too. */
  private static final List<String> PROGRAMS =
      List.of(
          "/io/github/djangodeb/src/build_src.py", "/io/github/djangodeb/env/compile_bytecode.py");

  private static final TargetPath INPUT = new TargetPath("/build/input");
  private static final TargetPath OUTPUT = new TargetPath("/build/output");
  private static final TargetPath TREE = new TargetPath("/build/tree");

  private final SrcRequest request;
  private final Path folder;

  /**
   * @throws BuildFailure if the disk refuses
   */
  SrcWorkshop(SrcRequest request) throws BuildFailure {
    this.request = request;
    try {
      Path logs = Files.createDirectories(request.logs());
      FileTrees.deleteAll(logs, ".src-");
      folder = Files.createTempDirectory(logs, ".src-");
      Files.createDirectory(input());
      Files.createDirectory(output());
    } catch (IOException refused) {
      throw DiskFault.of(request.logs(), refused);
    }
  }

  private Path input() {
    return folder.resolve("input");
  }

  private Path output() {
    return folder.resolve("output");
  }

  /** The source with its bytecode as an archive, after {@link #build}. */
  Path archive() {
    return output().resolve("src.tar");
  }

  /**
   * Compiles.
   *
   * @throws BuildFailure if the session fails it
   */
  SrcFacts build(Session session) throws BuildFailure {
    try {
      fill();
      Outcome outcome = session.run(command(), request.logs().resolve("src.log"), line -> {});
      if (!outcome.succeeded()) {
        throw BuildFailure.ofMachine(
            "The bytecode of "
                + request.packageName()
                + " cannot be compiled in the chroot: see why in the end of its output.\n"
                + outcome.tellTail());
      }
      String facts = Files.readString(output().resolve("facts.json"));
      return new Gson()
          .fromJson(facts, SrcFacts.class)
          .among(InstalledPackages.of(session, request.logs().resolve("src-packages.log")));
    } catch (IOException refused) {
      throw DiskFault.of(folder, refused);
    } catch (JsonParseException broken) {
      throw BuildFailure.ofMachine("the source's facts cannot be read: " + broken, broken);
    }
  }

  private void fill() throws IOException {
    for (String program : PROGRAMS) {
      try (InputStream in = SrcWorkshop.class.getResourceAsStream(program)) {
        String name = program.substring(program.lastIndexOf('/') + 1);
        Files.write(input().resolve(name), Objects.requireNonNull(in, program).readAllBytes());
      }
    }
  }

  private SessionCommand command() {
    return SessionCommand.of(
            "/usr/bin/python3",
            INPUT.resolve("build_src.py").text(),
            TREE.text(),
            request.names().srcDirectory(request.hash()).text(),
            OUTPUT.text())
        .reading(input(), INPUT)
        .reading(request.tree(), TREE)
        .writing(output(), OUTPUT);
  }

  /** Deletes the folder. */
  @Override
  public void close() {
    try {
      FileTrees.delete(folder);
    } catch (IOException left) {
      // It lies below target/, where "mvn clean" takes it; nothing reads it again.
    }
  }
}
