package io.github.djangodeb.apt;

import io.github.djangodeb.cache.FileTrees;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.process.Command;
import io.github.djangodeb.process.Outcome;
import io.github.djangodeb.process.ProcessLauncher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The user's gpg with one key; a passphrase goes through its standard input. */
public final class Gpg {
  /** Somebody may have to type a passphrase. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** What gpg finds its keys, its agent and its programs by, and the agent who types. */
  private static final Set<String> NEEDED =
      Set.of(
          "PATH",
          "HOME",
          "USER",
          "LOGNAME",
          "LANG",
          "LANGUAGE",
          "TERM",
          "TMPDIR",
          "GNUPGHOME",
          "GPG_TTY",
          "PINENTRY_USER_DATA",
          "DISPLAY",
          "WAYLAND_DISPLAY",
          "XAUTHORITY",
          "DBUS_SESSION_BUS_ADDRESS",
          "XDG_RUNTIME_DIR");

  private static final String VALID = "[GNUPG:] VALIDSIG ";

  private final GpgKey key;
  private final Use use;
  private final ProcessLauncher launcher;
  private final Path logs;
  private final String fingerprint;

  /**
   * What messages say of it.
   *
   * @param what is signed
   * @param otherwise what to do where nothing is to be signed
   */
  public record Use(String what, String otherwise) {}

  /**
   * @param logs where gpg's output is kept, and its files while it works
   * @throws BuildFailure if there is no such key
   */
  public Gpg(GpgKey key, Use use, ProcessLauncher launcher, Path logs) throws BuildFailure {
    this.key = key;
    this.use = use;
    this.launcher = launcher;
    this.logs = logs;
    this.fingerprint = findKey();
  }

  /** The key's. */
  String fingerprint() {
    return fingerprint;
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
                + " to sign "
                + use.what()
                + " with: make or import one, name it with <keyname> (gpg.keyname), or "
                + use.otherwise()
                + "."
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

  /** A text that can be read, and its signature around it. */
  public String clearSigned(String text) throws BuildFailure {
    try (Work work = new Work()) {
      Path file = Files.writeString(work.file("text"), text);
      byte[] signed = sign(List.of("--clearsign"), file, work.file("signed"));
      return new String(signed, StandardCharsets.UTF_8);
    } catch (IOException refused) {
      throw cannotWork(refused);
    }
  }

  /**
   * What a signature of this key covers, and nothing that somebody put around it.
   *
   * @return nothing if it is no valid one
   */
  Optional<String> verified(Path inline) throws BuildFailure {
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
      return outcome.succeeded() && ours
          ? Optional.of(Files.readString(content))
          : Optional.empty();
    } catch (IOException refused) {
      throw cannotWork(refused);
    }
  }

  /**
   * Signs a file.
   *
   * @param how gpg's options for the kind of signature
   * @param signed where it is written
   */
  byte[] sign(List<String> how, Path file, Path signed) throws BuildFailure, IOException {
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

  /** What verifies the signatures, armoured. */
  byte[] publicKey(Path exported) throws BuildFailure, IOException {
    List<String> arguments = List.of("--armor", "--output", exported.toString(), "--export");
    return output(command(arguments, Path.of(fingerprint)), exported);
  }

  private byte[] output(Command command, Path file) throws BuildFailure, IOException {
    Outcome outcome = launcher.run(command, log(), line -> {});
    if (!outcome.succeeded() || !Files.exists(file)) {
      throw BuildFailure.ofMachine(
          "gpg cannot sign "
              + use.what()
              + " with "
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
    return Command.of(all).keeping(this::isNeeded).with("LC_ALL", "C").within(LIMIT);
  }

  /** gpg starts an agent that lives on, and which is to inherit no secret of the build. */
  private boolean isNeeded(String variable) {
    return !variable.equals(key.passphraseVariable())
        && (NEEDED.contains(variable) || variable.startsWith("LC_"));
  }

  private Path log() {
    return logs.resolve("gpg.log");
  }

  /** The failure to tell when gpg's files cannot be written or read. */
  BuildFailure cannotWork(IOException refused) {
    return BuildFailure.ofMachine(
        "gpg cannot sign " + use.what() + ": " + refused.getMessage(), refused);
  }

  /** A folder for as long as gpg works. */
  final class Work implements AutoCloseable {
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
