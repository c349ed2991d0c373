package io.github.djangodeb.mojo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.maven.settings.crypto.DefaultSettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.sonatype.plexus.components.cipher.DefaultPlexusCipher;
import org.sonatype.plexus.components.cipher.PlexusCipherException;
import org.sonatype.plexus.components.sec.dispatcher.DefaultSecDispatcher;

/** Maven's own encryption of passwords, with a master password of a test's. */
final class SecretSettings {
  private static final String MASTER = "master";

  private final SettingsDecrypter decrypter;

  /**
   * @param folder gets a settings-security.xml
   */
  SecretSettings(Path folder) throws IOException {
    Path security = folder.resolve("settings-security.xml");
    Files.writeString(
        security,
        "<settingsSecurity><master>"
            + encrypt(MASTER, DefaultSecDispatcher.SYSTEM_PROPERTY_SEC_LOCATION)
            + "</master></settingsSecurity>");
    decrypter = decrypter(security);
  }

  /** What decrypts with that master password. */
  SettingsDecrypter own() {
    return decrypter;
  }

  /** What decrypts with none. */
  static SettingsDecrypter decrypter() {
    return decrypter(Path.of("/nonexistent/settings-security.xml"));
  }

  private static SettingsDecrypter decrypter(Path security) {
    return new DefaultSettingsDecrypter(
        new DefaultSecDispatcher(new DefaultPlexusCipher(), Map.of(), security.toString()));
  }

  /** As {@code mvn --encrypt-password} does. */
  static String encrypted(String password) {
    return encrypt(password, MASTER);
  }

  private static String encrypt(String text, String with) {
    try {
      return new DefaultPlexusCipher().encryptAndDecorate(text, with);
    } catch (PlexusCipherException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
