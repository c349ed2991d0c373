package io.github.djangodeb.apt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/** A folder of gpg's own for tests, with new keys; its agent ends with it. */
final class GpgHome {
  /** Not JUnit's folder: the path of the agent's socket must be short. */
  private final Path folder;

  GpgHome() throws IOException {
    folder =
        Files.createTempDirectory(
            "gpg-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /** Makes a key that signs, without anybody's doing. */
  void makeKey(String address, String passphrase) throws Exception {
    gpg("--passphrase", passphrase, "--quick-generate-key", address, "ed25519", "sign", "never");
  }

  String gpg(String... arguments) throws Exception {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                "gpg", "--batch", "--pinentry-mode", "loopback", "--homedir", folder.toString()));
    command.addAll(List.of(arguments));
    return Debs.run(command.toArray(String[]::new));
  }

  GpgKey key(String name, String passphrase) {
    return new GpgKey(
        "gpg",
        Optional.ofNullable(name),
        Optional.of(folder),
        Optional.ofNullable(passphrase),
        "MAVEN_GPG_PASSPHRASE");
  }

  /** Has the agent forget passphrases. */
  void forget() throws Exception {
    Debs.run("gpgconf", "--homedir", folder.toString(), "--kill", "all");
  }

  void delete() throws IOException, InterruptedException {
    Debs.run("gpgconf", "--homedir", folder.toString(), "--kill", "all");
    io.github.djangodeb.cache.FileTrees.delete(folder);
  }
}
