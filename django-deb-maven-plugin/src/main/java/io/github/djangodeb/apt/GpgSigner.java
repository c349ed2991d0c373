package io.github.djangodeb.apt;

import io.github.djangodeb.cache.FileTrees;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.process.Command;
import io.github.djangodeb.process.Outcome;
import io.github.djangodeb.process.ProcessLauncher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Signs with the user's gpg; a passphrase goes through its standard input. */
public final class GpgSigner implements Signer {
  static final String RELEASE = "Release";
  static final String DETACHED = "Release.gpg";
  static final String INLINE = "InRelease";

  /** What hosts put into {@code signed-by}. */
  static final String PUBLIC_KEY = "archive-key.asc";

  /** Somebody may have to type a passphrase. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private static final String VALID = "[GNUPG:] VALIDSIG ";

  private final GpgKey key;
  private final ProcessLauncher launcher;
  private final Path logs;
  private final String fingerprint;

  /**
   * @param logs where gpg's output is kept, and its files while it works
   * @throws BuildFailure if there is no such key
   */
  public GpgSigner(GpgKey key, ProcessLauncher launcher, Path logs) throws BuildFailure {
    this.key = key;
    this.launcher = launcher;
    this.logs = logs;
    this.fingerprint = findKey();
  }

  private String findKey() throws BuildFailure {
    List<String> lines = new ArrayList<>();
    List<String> arguments = new ArrayList<>(List.of("--with-colons", "--list-secret-keys"));
    // Behind "--", a name that begins with a hyphen is none of gpg's options.
    key.keyname().ifPresent(name -> arguments.addAll(List.of("--", name)));
    Outcome outcome = launcher.run(command(arguments), log(), lines::add);
    List<String> found = outcome.succeeded() ? primaryKeys(lines) : List.of();
    if (found.size() == 1) {
      return found.get(0);
    }
    String which = key.keyname().map(name -> " \"" + name + "\"").orElse("");
    throw BuildFailure.ofUser(
        found.isEmpty()
            ? "gpg has no secret key"
                + which
                + " to sign the repository with: make or import one, name it with <keyname>"
                + " (gpg.keyname), or ask for a repository without a signature with <unsigned>"
                + " (django-deb.unsigned)."
            : "gpg has several secret keys"
                + which
                + ": name one with <keyname> (gpg.keyname): "
                + String.join(", ", found)
                + ".");
  }

  /** The fingerprint that follows each secret key; those of subkeys follow theirs. */
  private static List<String> primaryKeys(List<String> lines) {
    List<String> found = new ArrayList<>();
    boolean primary = false;
    for (String line : lines) {
      String[] fields = line.split(":", -1);
      if (fields[0].equals("sec") || fields[0].equals("ssb")) {
        primary = fields[0].equals("sec");
      } else if (primary && fields[0].equals("fpr")) {
        found.add(fields[9]);
        primary = false;
      }
    }
    return found;
  }

  /** The content that the signature covers, and nothing that somebody put around it. */
  @Override
  public Optional<String> read(Path suiteFolder) throws BuildFailure {
    Path inline = suiteFolder.resolve(INLINE);
    if (!Files.exists(inline) && !Files.exists(suiteFolder.resolve(RELEASE))) {
      return Optional.empty();
    }
    try (Work work = new Work()) {
      Path content = work.file("content");
      List<String> lines = new ArrayList<>();
      Command command =
          command(
              List.of("--status-fd", "1", "--output", content.toString(), "--decrypt", "--"),
              inline);
      Outcome outcome = launcher.run(command, log(), lines::add);
      boolean ours =
          lines.stream().anyMatch(line -> line.startsWith(VALID) && line.endsWith(fingerprint));
      if (!outcome.succeeded() || !ours) {
        throw notOurs(suiteFolder);
      }
      return Optional.of(Files.readString(content));
    } catch (IOException refused) {
      throw cannotWork(refused);
    }
  }

  private BuildFailure notOurs(Path suiteFolder) {
    return BuildFailure.ofUser(
        suiteFolder
            + " has no InRelease with a valid signature of "
            + fingerprint
            + ", so what it lists is not signed anew. If that is right (another key, a damaged"
            + " copy), delete that folder: the packages in the pool are then read in and signed.");
  }

  @Override
  public SortedMap<String, byte[]> publish(String release) throws BuildFailure {
    try (Work work = new Work()) {
      Path file = Files.writeString(work.file(RELEASE), release);
      SortedMap<String, byte[]> files = new TreeMap<>();
      files.put(RELEASE, Files.readAllBytes(file));
      files.put(DETACHED, sign(List.of("--armor", "--detach-sign"), file, work.file(DETACHED)));
      files.put(INLINE, sign(List.of("--clearsign"), file, work.file(INLINE)));
      files.put(PUBLIC_KEY, publicKey(work.file(PUBLIC_KEY)));
      return files;
    } catch (IOException refused) {
      throw cannotWork(refused);
    }
  }

  private byte[] sign(List<String> how, Path file, Path signed) throws BuildFailure, IOException {
    List<String> arguments = new ArrayList<>();
    if (key.passphrase().isPresent()) {
      arguments.addAll(List.of("--pinentry-mode", "loopback", "--passphrase-fd", "0"));
    }
    arguments.addAll(List.of("--local-user", fingerprint, "--digest-algo", "SHA512"));
    arguments.addAll(List.of("--output", signed.toString()));
    arguments.addAll(how);
    Command command = command(arguments, file);
    return output(
        key.passphrase().map(text -> command.reading(text + "\n")).orElse(command), signed);
  }

  private byte[] publicKey(Path exported) throws BuildFailure, IOException {
    List<String> arguments = List.of("--armor", "--output", exported.toString(), "--export");
    return output(command(arguments, Path.of(fingerprint)), exported);
  }

  private byte[] output(Command command, Path file) throws BuildFailure, IOException {
    Outcome outcome = launcher.run(command, log(), line -> {});
    if (!outcome.succeeded() || !Files.exists(file)) {
      throw BuildFailure.ofMachine(
          "gpg cannot sign the repository with "
              + fingerprint
              + "; if it has a passphrase, put that into the environment variable "
              + key.passphraseVariable()
              + " or into settings.xml:\n"
              + outcome.tellTail());
    }
    return Files.readAllBytes(file);
  }

  private Command command(List<String> arguments, Path operand) {
    List<String> all = new ArrayList<>(arguments);
    all.add(operand.toString());
    return command(all);
  }

  private Command command(List<String> arguments) {
    List<String> all = new ArrayList<>(List.of(key.executable(), "--batch", "--yes", "--no-tty"));
    key.homedir().ifPresent(folder -> all.addAll(List.of("--homedir", folder.toString())));
    all.addAll(arguments);
    // gpg starts an agent that lives on, and which is to inherit no secret.
    return Command.of(all).without(key.passphraseVariable()).with("LC_ALL", "C").within(LIMIT);
  }

  private Path log() {
    return logs.resolve("gpg.log");
  }

  private static BuildFailure cannotWork(IOException refused) {
    return BuildFailure.ofMachine(
        "The repository cannot be signed: " + refused.getMessage(), refused);
  }

  /** A folder for as long as gpg works. */
  private final class Work implements AutoCloseable {
    private final Path folder;

    Work() throws IOException {
      folder = Files.createTempDirectory(Files.createDirectories(logs), ".gpg-");
    }

    Path file(String name) {
      return folder.resolve(name);
    }

    @Override
    public void close() throws IOException {
      FileTrees.delete(folder);
    }
  }
}
