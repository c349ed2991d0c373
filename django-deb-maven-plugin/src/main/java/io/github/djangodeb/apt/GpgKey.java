package io.github.djangodeb.apt;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Which key signs, and how gpg comes by it.
 *
 * @param executable the program
 * @param keyname as gpg's {@code --local-user} takes it; without it, the only secret key there is
 * @param homedir gpg's folder, if not the user's own
 * @param passphrase the key's; without it, gpg's agent asks for it or knows it
 * @param passphraseVariable the environment variable that may hold it, which gpg does not inherit
 */
public record GpgKey(
    String executable,
    Optional<String> keyname,
    Optional<Path> homedir,
    Optional<String> passphrase,
    String passphraseVariable) {
  public GpgKey {
    Objects.requireNonNull(executable);
    Objects.requireNonNull(keyname);
    Objects.requireNonNull(homedir);
    Objects.requireNonNull(passphrase);
    Objects.requireNonNull(passphraseVariable);
  }

  /** Not the passphrase. */
  @Override
  public String toString() {
    return "GpgKey[" + keyname.orElse("the only one") + "]";
  }
}
