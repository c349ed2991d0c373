package io.github.djangodeb.cache;

import io.github.djangodeb.name.ContentHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which build of this plugin runs: what it makes within seconds, it makes anew after a change. */
public final class PluginFingerprint {
  private static final String TEXT = ofThisPlugin();

  private PluginFingerprint() {}

  /** A hash of the plugin's jar; where it runs from a folder of classes, a word. */
  public static String text() {
    return TEXT;
  }

  private static String ofThisPlugin() {
    try {
      Path code =
          Path.of(
              PluginFingerprint.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return Files.isRegularFile(code) ? ContentHash.sha256(Files.readAllBytes(code)) : "classes";
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
