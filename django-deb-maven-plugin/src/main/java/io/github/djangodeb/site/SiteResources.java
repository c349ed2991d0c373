package io.github.djangodeb.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files that lie ready in this plugin for the host. */
final class SiteResources {
  private SiteResources() {}

  /** The text of one file. */
  static String text(String name) {
    try (InputStream in = SiteResources.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The Python files of a folder by their names in it, whether it lies in a jar or not. */
  static SortedMap<String, String> pythonFiles(String folder) {
    URL url = Objects.requireNonNull(SiteResources.class.getResource(folder), folder);
    try {
      URI uri = url.toURI();
      if (!uri.getScheme().equals("jar")) {
        return pythonFiles(Path.of(uri));
      }
      try (FileSystem jar = FileSystems.newFileSystem(jarOf(uri))) {
        return pythonFiles(jar.getPath(uri.toString().replaceFirst(".*!", "")));
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    } catch (URISyntaxException notFromHere) {
      throw new IllegalStateException(url.toString(), notFromHere);
    }
  }

  /** As a file, not as a URI: a file system of that could be open in another build already. */
  private static Path jarOf(URI uri) {
    return Path.of(URI.create(uri.toString().replaceFirst("^jar:", "").replaceFirst("!.*", "")));
  }

  private static SortedMap<String, String> pythonFiles(Path folder) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files.filter(SiteResources::isPython)::iterator) {
        texts.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return new TreeMap<>(texts);
  }

  private static boolean isPython(Path file) {
    return file.getFileName().toString().endsWith(".py");
  }
}
